import { isInput } from "../request-input.ts";

/** The text of an attribute's value, as `dynamodb:LeadingKeys` has it: keys are texts, numbers or bytes in base64. */
export function keyText(value: unknown): string | undefined {
  if (!isInput(value)) return undefined;
  const found = ["S", "N", "B"].flatMap((type) => (typeof value[type] === "string" ? [value[type]] : []));
  return found.length === 1 && Object.keys(value).length === 1 ? found[0] : undefined;
}
