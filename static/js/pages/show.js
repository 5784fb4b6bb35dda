/** The page of a show: its state follows the show, times are the reader's own. */
import { wireElsewhere } from "../shows/elsewhere.js";
import { wireShare } from "../shows/share.js";
import { followShow } from "../shows/follow.js";

wireElsewhere();
wireShare();
followShow();
