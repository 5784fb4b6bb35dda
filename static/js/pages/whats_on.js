/** What's on: the lists on the reader's own clock. */
import { keepDays } from "../shows/days.js";

keepDays();
