// An S3 server at a free port of this machine: `node storage.mjs MODULES FOLDER PORT`. What it is told comes line by line
// as JSON on its standard input, and is answered in the same way: {"do": "refuse"}, {"do": "fill"} or {"do": "serve"}.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { createInterface } from "node:readline";

const [modules, folder, port] = process.argv.slice(2);
const S3rver = createRequire(`${modules}/x.js`)("s3rver");
const storage = new S3rver({ directory: folder, silent: true, configureBuckets: [{ name: "lake" }] });
await storage.configureBuckets();
const answer = storage.callback();
const count = { requests: 0, bytes: 0, written: 0 };
let mode = "serve";

const server = createServer((request, response) => {
  if (mode === "refuse") return request.socket.destroy();
  if (mode === "fill" && ["PUT", "POST"].includes(request.method)) {
    request.resume();
    response.writeHead(507, { "content-type": "application/xml" });
    return response.end("<Error><Code>InsufficientStorage</Code><Message>The bucket is full</Message></Error>");
  }
  response.on("finish", () => {
    count.requests += 1;
    if (request.method === "GET") count.bytes += Number(response.getHeader("content-length") ?? 0);
    if (request.method === "PUT") count.written += Number(request.headers["content-length"] ?? 0);
  });
  answer(request, response);
});
server.listen(Number(port), "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));

const orders = createInterface({ input: process.stdin });
orders.on("line", (line) => {
  const order = JSON.parse(line);
  if (order.do !== "count") mode = order.do;
  console.log(JSON.stringify({ done: order.do, ...count }));
});
orders.on("close", () => process.exit(0));
