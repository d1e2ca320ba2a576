import type { DriftedResource } from "../../operation/drifted-resource.ts";
import type { ReportedChange } from "./access/change-report.ts";

/** What a drift does to access: `same` where the proof reads all that differs, and nobody gains or loses any. */
export type DriftAccess = "opens" | "opens and closes" | "closes" | "same" | "not known";

/** A drift, and the stack that has the resource. */
export interface DriftOfStack {
  readonly stack: string;
  readonly drift: DriftedResource;
}

/** A drift, and what it does to access: by itself, or with the others that it is judged with. */
export interface JudgedDrift extends DriftOfStack {
  readonly access: DriftAccess;
  /** What nobody knows about it. */
  readonly notKnown: readonly string[];
  readonly changes: readonly ReportedChange[];
  /** URNs of the others that are judged with it as one. */
  readonly judgedWith: readonly string[];
}

/** All drifts of an organization, judged. */
export interface DriftJudgement {
  readonly drifts: readonly JudgedDrift[];
  /** Access that changes by all of them, and by none alone or as it is judged. */
  readonly together: readonly ReportedChange[];
}
