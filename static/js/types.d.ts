/**
 * What scripts share: the envelopes of the site (docs/protocol.md), the facts of pages, and what
 * browsers have that the library of the type checker has not. Read by `tsc -p .` and by editors,
 * never served.
 */

interface Performer {
  part: string;
  name: string;
  is_host: boolean;
  is_creator: boolean;
  sending: boolean;
  muted: boolean;
  removed: boolean;
  layers?: string[];
}

/** `show.state` */
interface Show {
  state: string;
  paused: boolean;
  starts_at?: string;
  doors_at: string;
  live_since: string | null;
  viewers: number | null;
  performers: Performer[];
  interrupted_until?: string | null;
  takes_back_until?: string | null;
  reopens_until?: string | null;
}

/** `show.welcome` */
interface Welcome {
  you: { part: string | null; may: string[] };
  ice_servers?: RTCIceServer[];
  server_time: string | number;
}

/** What a show tells all of its pages, by the type of the envelope. */
interface Told {
  "show.welcome": Welcome;
  "show.state": Show;
  "show.audience": { viewers: number | null };
}

/** The JSON of the live studio. */
interface StudioFacts {
  socket: string;
  part: string;
  whep: string;
  csrf: string;
  rehearse_url: string;
  end_rehearsal_url: string;
  card: { title: string; line: string; poster: string };
}

/** The act of a moderator, as the list of acts tells it. */
interface ChatAct {
  number: number;
  kind: string;
  by?: { person: string; name: string; badge: string | null } | null;
  person?: string | null;
  minutes?: number | null;
  text?: string;
  at?: string;
  why?: string;
  undone?: boolean;
  show?: string;
}

// ── browsers

interface Element {
  scrollIntoView(how: { block?: ScrollLogicalPosition; behavior: "instant" }): void;
}

declare function scrollTo(to: { left?: number; top?: number; behavior: "instant" }): void;

interface Element {
  role: string | null;
}

interface HTMLElement {
  showPopover(): void;
  hidePopover(): void;
}

interface WakeLockSentinel extends EventTarget {
  release(): Promise<void>;
}

interface WakeLock {
  request(kind: "screen"): Promise<WakeLockSentinel>;
}

interface BatteryManager extends EventTarget {
  readonly charging: boolean;
  readonly level: number;
}

interface Navigator {
  readonly wakeLock: WakeLock;
  readonly connection?: EventTarget;
  getBattery?(): Promise<BatteryManager>;
}
