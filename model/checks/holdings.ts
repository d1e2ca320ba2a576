import { namesAt } from "../reading/part.ts";
import type { Path } from "../reading/source.ts";
import { chooseFrom } from "../reading/suggest.ts";
import type { Check } from "./check.ts";
import type { DeclaredResource } from "./declared-resources.ts";

/** What two entries name is one thing in AWS, and would be changed by both. */
export function checkTwin(
  { draft, report }: Check,
  { part, path, kind, owner, name, resource }: DeclaredResource,
  seen: Map<string, string>,
): void {
  const region = resource.region ?? draft.organization?.value?.homeRegion ?? "";
  if (kind !== "tables" && resource.existing === undefined) return;
  const thing = kind === "tables" ? `${owner.name}/${region}/${resource.existing ?? name}` : (resource.existing ?? "");
  const twin = seen.get(thing);
  if (twin !== undefined) {
    const where = resource.existing === undefined ? path : [...path, "existing"];
    const finding = { what: `is declared already as ${twin}`, got: resource.existing ?? name, remedy: "keep one of the two" };
    report.problem(part, where, finding, resource.existing === undefined ? "name" : "value");
  }
  seen.set(thing, `${owner.name}/${name}`);
}

export function checkRegion(check: Check, holding: DeclaredResource): void {
  const { path, kind, resource } = holding;
  if (kind !== "tables" && resource.existing !== undefined) checkPlace(check, holding, [...path, "existing"], resource.existing);
  const key = kind !== "keys" && typeof resource.encryption === "object" ? resource.encryption.key : undefined;
  if (key?.startsWith("arn:") === true) checkPlace(check, holding, [...path, "encryption", "key"], key);
}

function checkPlace({ draft, report }: Check, { part, resource, owner }: DeclaredResource, path: Path, arn: string): void {
  const id = owner.account?.value?.id;
  const [, , , arnRegion, arnAccount] = arn.split(":");
  const region = resource.region ?? draft.organization?.value?.homeRegion;
  if (region !== undefined && arnRegion !== region) {
    report.problem(part, path, {
      what: `is not in ${region}`,
      got: arn,
      remedy: path.at(-1) === "key" ? "name a key of that region" : `add region: ${arnRegion ?? ""}, or correct the ARN`,
    });
  }
  if (id !== undefined && arnAccount !== id) {
    report.problem(part, path, {
      what: `is not in this account, ${id}`,
      got: arn,
      remedy: path.at(-1) === "key" ? "name a key of this account" : "declare it in the account that it is in",
    });
  }
}

export function checkSecret({ report }: Check, { part, path, resource: secret }: Extract<DeclaredResource, { kind: "secrets" }>): void {
  if (secret.encryption === "aws-owned") {
    report.problem(part, [...path, "encryption"], {
      what: "does not exist for secrets",
      got: "aws-owned",
      remedy: "write own-key or aws-managed",
    });
  }
  if (secret.adds !== undefined && secret.existing === undefined) {
    report.problem(
      part,
      [...path, "adds"],
      { what: "belongs to existing secrets alone", got: secret.adds, remedy: "remove it; a secret made here gets every document" },
      "name",
    );
  }
}

export function checkEncryptionKey({ report }: Check, { part, path, owner, resource }: Exclude<DeclaredResource, { kind: "keys" }>): void {
  if (typeof resource.encryption !== "object" || resource.encryption.key.startsWith("arn:")) return;
  const { key } = resource.encryption;
  const keys = namesAt(owner.data, ["keys"]);
  if (keys === undefined || keys.includes(key)) return;
  report.problem(part, [...path, "encryption", "key"], {
    what: "is no key of this account",
    got: key,
    remedy: chooseFrom(key, keys, "declare it under keys"),
  });
}
