/** Where a command writes; tests pass their own. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether both end in a terminal, where lines can be drawn again. @default false */
  readonly isTerminal?: boolean;
}

/** What a command ends with: 0 done, allowed or as declared, 1 problems found, denied or not as declared, 2 wrong use, 3 unknown or undecided. */
export type ExitCode = 0 | 1 | 2 | 3;

/** A mistake in how the command was called; printed without a stack, exit code 2. */
export class WrongUse extends Error {}
