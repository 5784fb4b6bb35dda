// The peer of the chat benchmark: a room of socket.io that passes each message on, and nothing else.
// It keeps nothing, checks nobody, and numbers what it passes on.
import { createRequire } from "node:module";
import { createServer } from "node:http";

const { Server } = createRequire(process.argv[2] + "/")("socket.io");
const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false });
let number = 0;

io.on("connection", socket => {
  socket.on("message", said => {
    number += 1;
    io.emit("message", { number, text: said.text, by: { person: "bob", name: "Bob", badge: null } });
  });
});
http.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: http.address().port })));
