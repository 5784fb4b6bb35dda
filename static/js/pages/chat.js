/** The chat in a window of its own. */
import "../chat/panel.js";
