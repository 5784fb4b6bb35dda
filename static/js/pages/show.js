/** The page of a show: its stage, its state that follows the show, times that are the reader's own. */
import "../stage/live_player.js";
import { wireElsewhere } from "../shows/elsewhere.js";
import { wireShare } from "../shows/share.js";
import { followShow } from "../shows/follow.js";

wireElsewhere();
wireShare();
followShow();
