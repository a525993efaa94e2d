// Made by `python -m tests.ui.web.generate`; not to be edited.
declare namespace Api {
  type SessionRequest = BeginSession | Reattach | GiveCommand | GiveAnswer | HaltFrames;
  type WatchRequest = BeginWatch | Reattach | ChangeWishes | ChangeLanguage | ChooseProfile | PauseWatch | DecideBreak | OrderWatch | HaltFrames;
  type SessionReply = Begun | Refused | SessionScreen | SessionEnded;
  type WatchReply = Begun | Refused | WatchScreen;
  interface BeginSession {
    do: "begin";
    stretches: Array<string>;
    side?: "both" | "left" | "right";
    hold_s?: number | null;
    sets?: number | null;
    language?: string;
    at_desk?: boolean;
  }
  interface BeginWatch {
    do: "begin";
    profile: string;
    camera?: string;
    wishes: Wishes;
    language?: string;
    take?: boolean;
  }
  interface ChangeLanguage {
    do: "language";
    language: string;
  }
  interface ChangeWishes {
    do: "wishes";
    wishes: Wishes;
  }
  interface ChooseProfile {
    do: "profile";
    profile: string;
    camera: string;
  }
  interface DecideBreak {
    do: "break";
    what: "take" | "coach" | "postpone" | "skip" | "end";
    stretches?: Array<string>;
  }
  interface GiveAnswer {
    do: "answer";
    question: string;
    answer: string;
  }
  interface GiveCommand {
    do: "command";
    command: "pause" | "side" | "next" | "pain" | "quit";
  }
  interface HaltFrames {
    do: "halt";
    why: "hidden" | "camera";
  }
  interface OrderWatch {
    do: "calibrate" | "leave-calibrating" | "go-on" | "end";
  }
  interface PauseWatch {
    do: "pause";
    minutes: number;
  }
  interface Reattach {
    do: "resume";
    session: string;
  }
  type Sensitivity = "relaxed" | "normal" | "strict";
  interface Wishes {
    sensitivity?: Sensitivity;
    onset_s?: number;
    break_every_s?: number;
  }
  interface AccuracyPart {
    videos: number;
    right: number;
  }
  interface Amount {
    unit: "hold" | "rep" | "breath" | "release";
    count: number;
    planned: number;
  }
  interface AmountPart {
    unit: "hold" | "rep" | "breath" | "release";
    count: number;
    planned: number;
  }
  interface AnswerPart {
    question: string;
    stretch: string;
    text: string;
    answer: string;
  }
  interface Arc {
    centre: [number, number];
    radius_px: number;
    start_rad: number;
    sweep_rad: number;
    band_start_rad: number;
    band_sweep_rad: number;
    tone: MarkTone;
    thick_px: number;
    value_deg: number;
    label: [number, number];
    labelled: boolean;
  }
  interface Begun {
    is: "begun";
    session: string;
  }
  interface Bone {
    start: [number, number];
    end: [number, number];
    tone: MarkTone;
    thick_px: number;
  }
  type BreakKind = "taken" | "credited" | "postponed" | "skipped";
  interface BreakPart {
    t_s: number;
    lasted_s: number;
    kind: BreakKind;
    stretches: Array<string>;
  }
  type BreakStage = "none" | "soon" | "held" | "due" | "running";
  interface BreathPart {
    per_min: number | null;
    confidence: number;
    answered_share: number;
    reason: string;
  }
  interface ClosestPart {
    t_s: number;
    lacking: Array<ShortfallPart>;
  }
  interface DayAnswer extends DayPart {
    version: 2;
    start_s: number;
    end_s: number;
    hours: Array<HourPart>;
    good: LongestPart;
    sat: LongestPart;
    taken: number;
    credited: number;
    postponed: number;
    skipped: number;
    stretches: Array<string>;
    nudges_why: Partial<Record<SlouchReason, number>>;
    changed_s: number | null;
    changed_after: number;
    segments: Array<SegmentPart>;
    nudged: Array<NudgePart>;
    rested: Array<BreakPart>;
    unreadable: number;
    today: string;
    since: string | null;
  }
  interface DayPart {
    date: string;
    sum: SumPart;
    breaks: number;
    nudges: number;
  }
  interface DonePart extends AmountPart {
    too_short: boolean;
  }
  interface DosePart {
    unit: "hold" | "rep" | "breath" | "release";
    words: string;
    hold_s: number;
    rounds: number;
    reps: number;
    rep_hold_s: number;
    breaths: number;
    rest_s: number;
    at_least: boolean;
    alternate: boolean;
    per_day: number;
    weeks: [number, number] | null;
  }
  type End = "open" | "completed" | "stopped" | "pain";
  interface FaultPart {
    id: string;
    start_s: number;
    end_s: number;
    cue: string;
  }
  interface FramingCheck {
    id: string;
    title: string;
    ok: boolean;
    say: string;
    needed: boolean;
  }
  type Halt = "" | "user" | "nobody" | "camera" | "hidden";
  interface HistoryAnswer {
    sessions: Array<SessionRow>;
    unreadable: number;
    running: boolean;
    older: boolean;
  }
  interface HoldPart extends SpanPart {
    held_s: number;
    kept: boolean;
    start_within: SpanPart | null;
    end_within: SpanPart | null;
    least_s: number | null;
    most_s: number | null;
  }
  interface HourPart {
    start_s: number;
    end_s: number;
    sum: SumPart;
  }
  interface Joint {
    at: [number, number];
    tone: MarkTone;
    radius_px: number;
  }
  interface Judged {
    desk_measured: boolean;
    in_both: Array<string>;
    at_two_metres: Array<string>;
    at_desk: Array<string>;
    in_neither: Array<string>;
  }
  interface LongestPart {
    start_s: number;
    lasted_s: number;
  }
  type MarkTone = "faint" | "plain" | "good" | "unseen" | "correct";
  type Mood = "plain" | "good" | "correct" | "unseen" | "stop";
  interface NamedPart {
    stretch: string;
    confidence: number;
  }
  interface NudgePart {
    t_s: number;
    why: Array<SlouchReason>;
  }
  interface OutcomePart {
    measure: string;
    outcome: "right" | "not sure" | "wrong" | "not judged";
    value: number | null;
    sigma: number | null;
    chance_right: number | null;
    why: string;
  }
  interface PacePart {
    size: number;
    say: string;
    told: string;
  }
  interface PhasePart {
    id: string;
    start_s: number;
    end_s: number;
  }
  type PostureState = "upright" | "slouched" | "away" | "unsure";
  interface ProfileRow {
    name: string;
    camera: string;
    taken: string;
  }
  interface ProfilesAnswer {
    profiles: Array<ProfileRow>;
  }
  interface ProgressRing {
    number: number;
    of: string;
    share: number;
    still: boolean;
    turns: Array<string>;
  }
  interface Question {
    id: string;
    text: string;
    answers: Array<string>;
    replies: Partial<Record<string, string>>;
  }
  interface QuestionPart {
    id: string;
    question: string;
    kind: "choice" | "pain";
    answer: null;
  }
  interface Recap {
    verdict: string;
    good: Array<string>;
    watch: Array<string>;
    unjudged: Array<string>;
  }
  interface Refused {
    is: "refused";
    say: string;
    code: "" | "gone" | "elsewhere";
  }
  interface ReleaseTable {
    start: [number, number];
    goal: number;
    ask_every_s: number;
    least_s: number;
    most_s: number;
    spots: number;
  }
  interface RepetitionPart extends SpanPart {
    counted: boolean;
    reason: "" | "partial" | "return" | "fast" | "slow" | "short" | "form" | "unseen" | "other-stretch" | "cut-off";
    what: string;
    peak: number;
    top_s: number;
    remark: "" | "short";
    nearest: number | null;
    farthest: number | null;
    sigma: number | null;
    range: string | null;
    up_s: number | null;
    down_s: number | null;
    up_sigma_s: number | null;
    top_sigma_s: number | null;
    down_sigma_s: number | null;
  }
  interface RoutinePart extends SpanPart {
    result: VideoResult;
  }
  interface RoutineResult {
    version: 1;
    file: string;
    duration_s: number;
    parts: Array<RoutinePart>;
    unclear: Array<UnclearPart>;
    left_out: Array<string>;
    warnings: Array<string>;
    asked: Array<string>;
    reordered: boolean;
  }
  interface SeenFault {
    id: string;
    title: Partial<Record<Side, string>>;
    cue: Partial<Record<Side, string>>;
    picture: string | null;
    hardly_seen: boolean;
  }
  interface SegmentPart extends SpanPart {
    state: PostureState;
    why: Array<SlouchReason>;
  }
  interface ServerProof {
    is: "proof";
    proof: string;
  }
  interface SessionEnded {
    is: "result";
    result: SessionObject;
    problem: string;
  }
  interface SessionObject {
    version: 1;
    end: "open" | "completed" | "stopped" | "pain";
    duration_s: number;
    stretches: Array<StretchPart>;
    completed: boolean;
    done: Array<AmountPart> | null;
    answers: Array<AnswerPart>;
    good: Array<string>;
    watch: Array<string>;
    verdict: string;
    unjudged: Array<string>;
  }
  interface SessionRow {
    id: number;
    started: string;
    ended: string;
    end: string;
    titles: Array<string>;
    held_s: number;
    planned_s: number;
    reps: number;
    planned_reps: number;
    done: Array<Amount>;
    faults: number;
    completed: boolean;
  }
  interface SessionScreen {
    is: "screen";
    t_s: number;
    stage: Stage;
    halt: Halt;
    end: End;
    headline: string;
    mood: Mood;
    instruction: string;
    detail: string;
    unseen: Array<string>;
    held_s: number;
    ring: ProgressRing;
    pace: PacePart | null;
    breath: string;
    seconds_left: number | null;
    framing: Array<FramingCheck>;
    ghost: Array<Array<[number, number]>> | null;
    sketch: Sketch | null;
    size: [number, number];
    step: StepPart;
    question: Question | null;
    reply: string;
    sounds: Array<Sound>;
    view_faults: Array<string>;
  }
  interface ShortfallPart {
    measure: string;
    by: number;
    sigma: number;
    chance: number;
  }
  type Side = "left" | "right" | "both";
  interface SidePart {
    side: "left" | "right" | "both";
    hold_s: number;
    holds: Array<HoldPart>;
    reps: number;
    attempts: number;
    phases: Array<PhasePart>;
    faults: Array<FaultPart>;
    unseen: Array<UnseenPart>;
    completed: boolean;
    repetitions: Array<RepetitionPart>;
    breaths: number;
    breath: BreathPart | null;
    outcomes: Array<OutcomePart>;
    closest: ClosestPart | null;
    done: DonePart | null;
  }
  interface SitDaysObject {
    version: 2;
    days: Array<DayPart>;
    streak: number;
  }
  interface Sketch {
    bones: Array<Bone>;
    joints: Array<Joint>;
    arcs: Array<Arc>;
  }
  type SlouchReason = "forward-head" | "slump" | "shrugged-shoulders" | "head-tilt" | "leaning" | "too-close" | "looking-down-phone";
  interface Sound {
    tone: Tone | null;
    say: string;
    urgent: boolean;
  }
  interface SpanPart {
    start_s: number;
    end_s: number;
  }
  type Stage = "setup" | "countdown" | "work" | "release" | "rest" | "questions" | "done";
  interface StepPart {
    number: number;
    spec_id: string;
    title: string;
    side: Side;
    set_number: number;
    sets: number;
    unit: "hold" | "rep" | "breath" | "release";
  }
  interface StretchCard {
    id: string;
    title: string;
    about: string;
    targets: Array<string>;
    muscles: Array<string>;
    position: string;
    equipment: Array<string>;
    sides: Array<Side>;
    class: "form" | "timer";
    accuracy: Partial<Record<"two metres" | "desk", AccuracyPart | null>>;
    judged: Judged | null;
    needs_no_hips: boolean;
    camera: string;
    height: string;
    lies_low: boolean;
    setup: Partial<Record<Side, Array<string>>>;
    stop: Partial<Record<Side, string>>;
    unseen: Array<string>;
    reviewed_by: string;
    dose: StretchDose;
    faults: Array<SeenFault>;
    pictures: Partial<Record<"start" | "target", string>> | null;
    picture_size_px: [number, number];
  }
  interface StretchDose extends DosePart {
    cycle_s: number;
    release: ReleaseTable | null;
  }
  interface StretchPart {
    stretch: string;
    title: string;
    side: "left" | "right" | "both";
    planned_s: number;
    hold_s: number;
    counted_s: number | null;
    planned_reps: number;
    counted_reps: number;
    sides: Array<WorkedPart>;
    completed: boolean;
    is_timer: boolean;
  }
  interface StretchesAnswer {
    stretches: Array<StretchCard>;
    with_problems: Array<string>;
  }
  interface SumPart {
    upright_s: number;
    slouched_s: number;
    unsure_s: number;
    away_s: number;
    why_s: Partial<Record<SlouchReason, number>>;
  }
  type Tone = "start" | "pause" | "done";
  interface UnclearPart extends SpanPart {
    named: Array<NamedPart>;
  }
  interface UnseenPart extends SpanPart {
    what: string;
  }
  interface VideoAnswer {
    id: string;
    name: string;
    state: VideoState;
    share: number;
    before: number;
    say: string;
    result: VideoResult | RoutineResult | null;
    accounts: Array<Recap>;
  }
  interface VideoResult {
    version: 1;
    file: string;
    stretch: string;
    side: "left" | "right" | "both";
    duration_s: number;
    frames: number;
    seen_frames: number;
    sides: Array<SidePart>;
    completed: boolean;
    warnings: Array<string>;
    class: "form" | "timer";
    dose: DosePart;
    questions: Array<QuestionPart>;
    named: Array<NamedPart> | null;
    model: string;
  }
  interface VideoRow {
    id: string;
    name: string;
    state: VideoState;
    stretches: Array<string>;
    unclear: boolean;
  }
  type VideoState = "waiting" | "working" | "done" | "failed";
  interface WatchEvent {
    is: "nudge" | "break" | "break-over" | "calibrated";
    say: string;
  }
  interface WatchScreen {
    is: "screen";
    state: PostureState;
    why: Array<SlouchReason>;
    cue: string;
    needs: string;
    since_s: number;
    sat_s: number;
    break: BreakStage;
    break_in_s: number | null;
    break_left_s: number | null;
    stretches: Array<string>;
    paused_left_s: number | null;
    holding_back: string;
    notes: Array<string>;
    signs: Partial<Record<SlouchReason, number>>;
    calibrating_left_s: number | null;
    refusal: string;
    baseline_taken: string | null;
    limits: Partial<Record<SlouchReason, string>>;
    events: Array<WatchEvent>;
    problem: string;
    next_look_s: number;
  }
  interface WordsAnswer {
    language: string;
    languages: Array<string>;
    words: Partial<Record<string, string>>;
  }
  interface WorkedPart extends SidePart {
    planned_s: number | null;
    planned_reps: number;
  }
}
