import type { MissingEdge } from "../control-plane/missing-edges.ts";
import type { Place } from "../control-plane/place.ts";
import type { Properties } from "../control-plane/properties.ts";
import { type Reason, Refusal } from "../control-plane/refusal.ts";
import { redacted, secretTexts } from "./wire.ts";

/** A refusal of a resource, in an account and region. */
export function refused(urn: string, { account, region }: Place, reason: Reason): Refusal {
  return new Refusal({ urn, account, region }, reason);
}

/** An error that may be shown: the secrets among the inputs are masked in it. */
export function withoutSecrets(error: unknown, inputs: Properties): unknown {
  if (error instanceof AggregateError) {
    const errors = error.errors.map((each) => withoutSecrets(each, inputs));
    return new AggregateError(errors, redacted(error.message, secretTexts(inputs)));
  }
  if (!(error instanceof Refusal)) return error;
  const [message, remedy] = [error.reason, error.remedy].map((text) => redacted(text, secretTexts(inputs)));
  return refused(error.urn, error, { code: error.code, message: message ?? "", remedy: remedy ?? "" });
}

/** The reason against two resources with the same URN. */
export function duplicateUrn(urn: string): Reason {
  return { code: "DuplicateUrn", message: `Duplicate resource URN '${urn}'`, remedy: "give one of the two resources another name" };
}

/** The reason against an input, from an error of the form `<what is wrong>; <what to do>`. */
export function invalidInput(reason: string): Reason {
  const [message, remedy] = halves(reason);
  return { code: "InvalidInput", message, remedy };
}

/** The reason against something that the rehearsal does not model, from an error of the form `<what is wrong>; <what to do>`. */
export function notModelled(error: unknown): Reason {
  const [message, remedy] = halves(error instanceof Error ? error.message : String(error));
  return { code: "NotModelled", message, remedy };
}

/** The reason against reading or importing a resource that does not exist. */
export function resourceNotFound(type: string, id: string, { account, region }: Place): Reason {
  return {
    code: "ResourceNotFound",
    message: `${type} ${id} does not exist in account ${account}, ${region}`,
    remedy: "create it first, declare it as existing, or correct the id",
  };
}

/** The reason against importing a resource that has other inputs. */
export function importDiffers(inputs: readonly string[]): Reason {
  return {
    code: "ImportDiffers",
    message: `inputs to import do not match the existing resource: ${inputs.join(", ")}`,
    remedy: "give the inputs that the existing resource has, import it, and change it afterwards",
  };
}

/** The reason against a computed id or ARN without a dependency. */
export function missingEdge({ input, value, target }: MissingEdge): Reason {
  return {
    code: "MissingEdge",
    message: `${input} contains ${value}, which belongs to ${target}, but no dependency makes Pulumi deploy that one first`,
    remedy: "take the value from the resource's output instead of computing it, or add dependsOn",
  };
}

/** The reason against a reference to a stack that does not exist. The message is the engine's. */
export function unknownStack(name: string, existing: readonly string[]): Reason {
  return {
    code: "UnknownStack",
    message: `unknown stack "${name}"`,
    remedy: `create the stack first; this rehearsal has ${existing.join(", ")}`,
  };
}

/** The reason against a reference to a stack that may be deployed later. */
export function undeclaredDependency(name: string): Reason {
  return {
    code: "UndeclaredDependency",
    message: `stack "${name}" is read, but may be deployed later`,
    remedy: "name it among the stacks that this one depends on",
  };
}

/** An error as `<what is wrong>; <what to do>`, in its two halves. */
function halves(text: string): readonly [wrong: string, remedy: string] {
  const end = text.lastIndexOf("; ");
  return end === -1 ? [text, "use what is modelled, or leave it out"] : [text.slice(0, end), text.slice(end + 2)];
}
