// What Ace puts over the page, outside of the workspace: it looks as the rest does.
function popup() {
  const ID = "workspace-popup";
  if (document.getElementById(ID)) return;
  document.head.append(node("style", { id: ID, textContent: `
    .ace_editor.ace_autocomplete.ace_autocomplete { width: 420px; border: 1px solid var(--tm-line); border-radius: 8px; line-height: 1.6;
      background: var(--tm-surface); color: var(--tm-ink); box-shadow: 0 6px 24px #0003; }
    .ace_editor.ace_autocomplete.ace_autocomplete .ace_marker-layer :is(.ace_active-line, .ace_line-hover) { border: 0; margin: 0;
      background: color-mix(in srgb, var(--tm-accent) 16%, transparent); }
    .ace_editor.ace_autocomplete.ace_autocomplete .ace_completion-highlight { color: var(--tm-accent); font-weight: 600; text-shadow: none; }
    .ace_editor.ace_autocomplete.ace_autocomplete .ace_completion-meta { color: var(--tm-quiet); opacity: 1; }
    .ace_tooltip.ace_tooltip { border: 1px solid var(--tm-line); border-radius: 8px; padding: 6px 10px; max-width: 460px; white-space: pre-wrap;
      background: var(--tm-surface); color: var(--tm-ink); font: 12px/1.45 var(--tm-font); box-shadow: 0 6px 24px #0003; }` }));
}
