import type { MissingEdge } from "../control-plane/missing-edges.ts";
import type { Place } from "../control-plane/place.ts";
import type { Properties } from "../control-plane/properties.ts";
import { type Reason, Refusal } from "../control-plane/refusal.ts";
import { redacted, secretTexts } from "./wire.ts";

/** The error that stops a stack. */
export function refused(urn: string, { account, region }: Place, reason: Reason): Refusal {
  return new Refusal({ urn, account, region }, reason);
}

/** An error as it may be shown: a refusal of inputs without the secrets in them. */
export function withoutSecrets(error: unknown, inputs: Properties): unknown {
  if (error instanceof AggregateError) {
    const errors = error.errors.map((each) => withoutSecrets(each, inputs));
    return new AggregateError(errors, redacted(error.message, secretTexts(inputs)));
  }
  if (!(error instanceof Refusal)) return error;
  const [message, remedy] = [error.reason, error.remedy].map((text) => redacted(text, secretTexts(inputs)));
  return refused(error.urn, error, { code: error.code, message: message ?? "", remedy: remedy ?? "" });
}

/** Why Pulumi does not deploy two resources of one URN. */
export function duplicateUrn(urn: string): Reason {
  return { code: "DuplicateUrn", message: `Duplicate resource URN '${urn}'`, remedy: "give one of the two resources another name" };
}

/** Why an input is refused, from an error that ends with what to do instead. */
export function invalidInput(reason: string): Reason {
  const [message, remedy] = halves(reason);
  return { code: "InvalidInput", message, remedy };
}

/** Why something is refused that AWS may well do, from an error that ends with what to do instead. */
export function notModelled(error: unknown): Reason {
  const [message, remedy] = halves(error instanceof Error ? error.message : String(error));
  return { code: "NotModelled", message, remedy };
}

/** Why a thing that should be there is not. */
export function resourceNotFound(type: string, id: string, { account, region }: Place): Reason {
  return {
    code: "ResourceNotFound",
    message: `${type} ${id} does not exist in account ${account}, ${region}`,
    remedy: "create it first, declare it as existing, or correct the id",
  };
}

/** Why an existing thing is not adopted. */
export function importDiffers(inputs: readonly string[]): Reason {
  return {
    code: "ImportDiffers",
    message: `inputs to import do not match the existing resource: ${inputs.join(", ")}`,
    remedy: "give the inputs that the existing resource has, import it, and change it afterwards",
  };
}

/** Why a name or ARN that the program computed is refused. */
export function missingEdge({ input, value, target }: MissingEdge): Reason {
  return {
    code: "MissingEdge",
    message: `${input} holds ${value}, which belongs to ${target}, but nothing makes Pulumi deploy that one first`,
    remedy: "take the value from the resource's output instead of computing it, or add dependsOn",
  };
}

/** Why a reference to a stack is refused. The first words are the engine's. */
export function unknownStack(name: string, known: readonly string[]): Reason {
  return {
    code: "UnknownStack",
    message: `unknown stack "${name}"`,
    remedy: `create the stack first; this rehearsal has ${known.join(", ")}`,
  };
}

/** Why a reference to a stack that may be deployed later is refused. */
export function undeclaredDependency(name: string): Reason {
  return {
    code: "UndeclaredDependency",
    message: `stack "${name}" is read, but nothing makes it be deployed first`,
    remedy: "name it among the stacks that this one depends on",
  };
}

/** An error as `<what is wrong>; <what to do>`, in its two halves. */
function halves(text: string): readonly [wrong: string, remedy: string] {
  const end = text.lastIndexOf("; ");
  return end === -1 ? [text, "use what is modelled, or leave it out"] : [text.slice(0, end), text.slice(end + 2)];
}
