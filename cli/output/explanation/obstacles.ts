import { ASKING_SERVICES } from "../../../proof/explanation/asking-services.ts";
import type { LayerReference, NearMiss, StatementReference } from "../../../proof/explanation/explain.ts";
import { isDenied, type StepExplanation } from "../../../proof/explanation/explain-call.ts";
import type { AnswerContext } from "./answer-context.ts";
import { conditionRemedy } from "./condition-remedy.ts";
import { denialRemedy } from "./denial-remedy.ts";
import type { Reason } from "./explain-report.ts";
import { lackRemedy } from "./lack-remedy.ts";
import { layerName } from "./layer-names.ts";
import { nearMissText } from "./near-miss-text.ts";
import { statementText } from "./statement-origin.ts";

/** Everything that a call is denied for, each with what would have to change. */
export const obstacles = (steps: readonly StepExplanation[], context: AnswerContext): Reason[] => [
  ...declaredObstacle(context),
  ...steps.filter(isDenied).flatMap((step) => stepObstacles(step, context)),
];

/** What is in the way of one denied request of a call. */
const stepObstacles = (step: StepExplanation, context: AnswerContext): Reason[] => [
  ...keyHead(step),
  ...networkObstacle(step, context),
  ...step.denials.map((denial) => denialObstacle(denial, context)),
  ...step.missing.filter((lack) => !isUnsent(lack, context)).map((lack) => lackObstacle(lack, step, context)),
];

/** Which service asks KMS what the obstacles below deny. */
const keyHead = ({ asked: { action, resource, service } }: StepExplanation): Reason[] =>
  service === undefined
    ? []
    : [
        {
          what: `${ASKING_SERVICES[service] ?? service} asks KMS for ${action} on ${resource} in the caller's name:`,
          details: [],
          remedy: null,
        },
      ];

/** The declared grant, where it says itself why it does not cover the request. */
const declaredObstacle = ({ declared }: AnswerContext): Reason[] =>
  declared === undefined ? [] : [{ what: `${declared.text}.`, details: [], remedy: null }];

/** A network that the request does not leave. */
function networkObstacle({ missing }: StepExplanation, context: AnswerContext): Reason[] {
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
function lackObstacle(lack: LayerReference, step: StepExplanation, context: AnswerContext): Reason {
  const { nearMisses, asked } = step;
  const name = layerName(lack, asked);
  const nearly = nearMisses.filter(({ layer, effect }) => layer === lack.layer && effect === "Allow");
  return {
    what: `Not allowed by ${name}.`,
    details: nearly.map((miss) => nearMissText(miss, context)),
    remedy: context.plan === undefined ? allowRemedy(name) : remedyOfLack(lack, nearly, step, context),
  };
}

const allowRemedy = (layer: string): string => `an Allow in ${layer} that names the caller, the action and the resource`;

function remedyOfLack(lack: LayerReference, nearly: readonly NearMiss[], step: StepExplanation, context: AnswerContext): string {
  const failed = nearly.filter(({ element }) => element === "condition").flatMap((miss) => miss.failed);
  return failed.length > 0 ? conditionRemedy(failed) : lackRemedy(lack, step, context);
}
