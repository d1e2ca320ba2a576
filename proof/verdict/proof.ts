import type { ClassExample } from "../classes/class-example.ts";
import type { AskedThing, QuestionSubject } from "../classes/questions.ts";
import type { IntendedUse } from "../intent/uses.ts";
import type { ComparedClass } from "./compare-class.ts";
import type { Finding } from "./finding.ts";
import type { FollowedSessions } from "./follow-sessions.ts";

/** What the proof enumerated and found. */
export interface Proof {
  /** Classes of requests that were decided, those among them that nothing can allow, and what they are about. */
  readonly classes: number;
  /** How often the engine decided: requests that no statement tells apart are decided once. */
  readonly decisions: number;
  readonly principals: number;
  readonly resources: number;
  readonly networks: number;
  readonly instants: number;
  /** Actions that grants promise, and those of them that every class of requests is denied. */
  readonly uses: number;
  readonly unmet: readonly IntendedUse[];
  /** Those that no class shows because the consumer's cluster or role may not be there yet. */
  readonly waiting: readonly IntendedUse[];
  readonly findings: readonly Finding[];
  readonly assumptions: readonly string[];
  /** The instant that it is proven as of. */
  readonly now: Date;
}

/** What is proven: everything that is asked about, and the sessions that rights are charged over. */
export interface ProofTask {
  readonly subject: QuestionSubject;
  readonly things: readonly AskedThing[];
  readonly sessions: FollowedSessions;
}

/** A class of requests for one of the things that are asked about, as plain data. */
export interface ClassInPart {
  /** The number of the thing among all. */
  readonly order: number;
  readonly example: ClassExample;
}

/** A finding of a part: plain data, which goes from one thread to another. */
export interface PartFinding extends Omit<ComparedClass, "example">, ClassInPart {
  /** What classes that it counts share. */
  readonly key: string;
  /** The number of the chain that the principal comes over; undefined where it makes the requests as itself. */
  readonly chain: number | undefined;
  classes: number;
}

/** What was found about the resources of some accounts, as plain data. */
export interface ProofPart {
  classes: number;
  /** What was decided for all requests that are alike, and how many others were decided. */
  readonly decisions: Set<string>;
  singleDecisions: number;
  readonly principals: Set<string>;
  readonly networks: Set<string>;
  readonly instants: Set<number>;
  readonly assumptions: Set<string>;
  /** The uses that are allowed, or that may be. */
  readonly shown: Set<string>;
  /** One request for data that a principal may make, by the principal's ARN. */
  readonly rights: Map<string, ClassInPart>;
  readonly findings: readonly PartFinding[];
}

/** A part of which nothing is asked yet. */
export const emptyPart = (): ProofPart => ({
  classes: 0,
  decisions: new Set(),
  singleDecisions: 0,
  principals: new Set(),
  networks: new Set(),
  instants: new Set(),
  assumptions: new Set(),
  shown: new Set(),
  rights: new Map(),
  findings: [],
});
