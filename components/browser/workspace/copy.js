// Puts a text on the clipboard; a page without TLS has no other way than the browser's own command.
function copy(text) {
  const take = (event) => {
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("copy", take, true);
  try {
    return document.execCommand("copy");
  } finally {
    document.removeEventListener("copy", take, true);
  }
}
