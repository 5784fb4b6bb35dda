/** Beside a picture the chat comes after the picture: what it takes to talk is loaded then. */
import { afterPicture } from "../lib/after_picture.js";

if (document.querySelector("chat-panel")) {
  afterPicture(() => {
    import("./panel.js");
    import("./applause.js");
  });
}
