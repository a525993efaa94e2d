// Types that several of the page's scripts share, beside those of messages.d.ts.
declare namespace Page {
  /** What can be put into an element; null and undefined are left out, lists laid open. */
  type Child = Node | string | null | undefined | readonly Child[];
  type Values = Record<string, string | number | undefined>;
  /** What a view gives back: how to leave it. */
  type Leave = (() => void) | null | undefined | void;
  type View = (page: HTMLElement, ...parts: string[]) => Promise<Leave>;
  type Side = Api.Side;
  /** A session to begin; null leaves hold and sets to each spec. */
  type SessionWish = Omit<Api.BeginSession, "do" | "language">;
  /** What a session came to. */
  type Result = Api.SessionObject & { problem?: string; started?: string };
  /** A picture of the session in which a fault was first told. */
  type Still = { fault: string; side: Side; t_s: number; canvas: HTMLCanvasElement };
  /** A stretch of a session, of the past or of a video. */
  type StretchResult = { stretch: string; title: string; is_timer: boolean; sides: Api.SidePart[] };
  type Kind = "good" | "correct" | "missed" | "unseen";
  /** Something that happened at a time of a session or a video. */
  type Happening = { kind: Kind; id?: string; side: Side; start_s: number; end_s: number; text: string; };
  /** What was good, what to watch, what could not be judged, and what the person answered. */
  type Account = { good?: string[]; watch?: string[]; unjudged?: string[]; answers?: Api.AnswerPart[] };
  type Seek = (seconds: number) => void;
  /** A bar of a plot; to: the address that it leads to. */
  type Bar = { label: string; name: string; seconds: Seconds; to?: string; marked?: boolean };
  type Seconds = Record<"upright" | "slouched" | "unsure", number>;
  /** What a connection calls; result is for sessions only. */
  type ConnectionListener<S> = {
    screen(message: S): void;
    begun(): void;
    result?(result: Result): void;
    refused(sentence: string, code: Api.Refused["code"]): void;
    changed(): void;
  };
  type Button = [name: string, action: () => void];
  type SessionAct = {
    command(name: Api.GiveCommand["command"]): void;
    answer(question: string, answer: string): void;
    mute(): void;
    full(): void;
    choose(camera: string): void;
  };
  type SitWishes = Required<Api.Wishes> & {
    profile: string;
    sound: boolean;
    voice: boolean;
    notify: boolean;
    shade: "none" | "dim" | "blur";
    picture: boolean;
  };
  /** Speech that a browser may hear on this machine; TypeScript has no type for it. */
  type Recognition = EventTarget & {
    processLocally: boolean;
    lang: string;
    continuous: boolean;
    interimResults: boolean;
    onresult: (event: { results: SpeechRecognitionResultList }) => void;
    onaudiostart: () => void;
    onend: () => void;
    onerror: (event: { error: string }) => void;
    start(): void;
    abort(): void;
  };
  type RecognitionKind = {
    new (): Recognition;
    prototype: Recognition;
    available?(options: { langs: string[]; processLocally: boolean }): Promise<string>;
  };
}

interface Window {
  SpeechRecognition?: Page.RecognitionKind;
  webkitSpeechRecognition?: Page.RecognitionKind;
}
