/** The page of a show: its stage, its chat, its state that follows the show. */
import "../stage/live_player.js";
import "../chat/later.js";
import { wireElsewhere } from "../shows/elsewhere.js";
import { wireThanks } from "../shows/presence.js";
import { wireShare } from "../shows/share.js";
import { followShow } from "../shows/follow.js";

wireElsewhere();
wireShare();
wireThanks();
followShow();
