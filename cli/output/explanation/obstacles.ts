import type { Explanation, LayerReference, NearMiss, StatementReference } from "../../../proof/explanation/explain.ts";
import type { AnswerContext } from "./answer-context.ts";
import { conditionRemedy } from "./condition-remedy.ts";
import { denialRemedy } from "./denial-remedy.ts";
import type { Reason } from "./explain-report.ts";
import { lackRemedy } from "./lack-remedy.ts";
import { LAYER_NAMES } from "./layer-names.ts";
import { nearMissText } from "./near-miss-text.ts";
import { statementText } from "./statement-origin.ts";

/** Everything that a request is denied for, each with what would have to change. */
export function obstacles(explanation: Explanation, context: AnswerContext): Reason[] {
  return [
    ...declaredObstacle(context),
    ...networkObstacle(explanation, context),
    ...explanation.denials.map((denial) => denialObstacle(denial, context)),
    ...explanation.missing.filter((lack) => !isUnsent(lack, context)).map((lack) => lackObstacle(lack, explanation, context)),
  ];
}

/** The declared grant, where it says itself why it does not cover the request. */
const declaredObstacle = ({ declared }: AnswerContext): Reason[] =>
  declared === undefined ? [] : [{ what: `${declared.text}.`, details: [], remedy: null }];

/** A network that the request does not leave. */
function networkObstacle({ missing }: Explanation, context: AnswerContext): Reason[] {
  if (!missing.some((lack) => isUnsent(lack, context))) return [];
  return [{ what: `The request does not arrive: ${context.unreachable ?? ""}.`, details: [], remedy: LEAVE_NETWORK }];
}

/** Palisade gives a network that it creates the endpoints that its workloads' grants need. */
const LEAVE_NETWORK = "ask from a network that has one, or declare the grant that needs it for a workload of this network";

const isUnsent = ({ layer }: LayerReference, { unreachable }: AnswerContext): boolean => layer === "endpoint" && unreachable !== undefined;

/** A statement that denies. */
const denialObstacle = (denial: StatementReference, context: AnswerContext): Reason => ({
  what: `Denied by ${statementText(denial, context)}.`,
  details: [],
  remedy: context.plan === undefined ? "change that statement, or send a request that it does not match" : denialRemedy(denial, context),
});

/** A layer that would have to allow and does not, with the statements that nearly do. */
function lackObstacle(lack: LayerReference, { nearMisses }: Explanation, context: AnswerContext): Reason {
  const nearly = nearMisses.filter(({ layer, effect }) => layer === lack.layer && effect === "Allow");
  return {
    what: `Not allowed by ${LAYER_NAMES[lack.layer]}.`,
    details: nearly.map((miss) => nearMissText(miss, context)),
    remedy: remedyOfLack(lack, nearly, context),
  };
}

function remedyOfLack(lack: LayerReference, nearly: readonly NearMiss[], context: AnswerContext): string {
  if (context.plan === undefined) return `an Allow in ${LAYER_NAMES[lack.layer]} that names the caller, the action and the resource`;
  const failed = nearly.filter(({ element }) => element === "condition").flatMap((miss) => miss.failed);
  return failed.length > 0 ? conditionRemedy(failed) : lackRemedy(lack, context);
}
