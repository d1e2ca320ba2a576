import assert from "node:assert/strict";
import { accountRoles } from "../../bootstrap/bootstrap-files.ts";
import { type BootstrapRole, documentOf } from "../../bootstrap/bootstrap-role.ts";
import { type FoundRole, roleDifferences } from "../../bootstrap/compare-role.ts";
import { BOOTSTRAP_SERVICES } from "../../bootstrap/role-statements.ts";
import { loadCatalogue } from "../../iam/catalogue.ts";
import { linePlan } from "../support/line.ts";

interface Document {
  readonly Statement: readonly { readonly Action: unknown; readonly Resource: unknown; readonly Sid: string }[];
}

describe("a role at AWS", () => {
  let wanted: BootstrapRole;
  let asWritten: FoundRole;
  before(async () => {
    [wanted] = accountRoles(linePlan(), "PalisadeDeploy", "300000000001", "PalisadePreview", await loadCatalogue(BOOTSTRAP_SERVICES));
    const inline = new Map([...wanted.policies].map(([name, document]) => [name, documentOf(document)]));
    asWritten = { path: wanted.path, trust: documentOf(wanted.trust), inline, attached: [] };
  });

  const withStatements = (change: (statements: Document["Statement"]) => readonly unknown[]): FoundRole => ({
    ...asWritten,
    inline: new Map(
      [...asWritten.inline].map(([name, document]) => [
        name,
        { ...(document as Document), Statement: change((document as Document).Statement) },
      ]),
    ),
  });

  it("is as written, however AWS orders and groups its statements, and whatever a team attached besides", () => {
    assert.deepEqual(roleDifferences(wanted, asWritten), []);
    assert.deepEqual(roleDifferences(wanted, { ...asWritten, attached: ["arn:aws:iam::300000000001:policy/for-an-extension"] }), []);
    const split = withStatements((statements) =>
      statements
        .toReversed()
        .flatMap((each) => (Array.isArray(each.Action) ? (each.Action as unknown[]).map((Action) => ({ ...each, Action })) : [each])),
    );
    assert.deepEqual(roleDifferences(wanted, split), []);
  });

  it("lies under its own path", () => {
    assert.deepEqual(roleDifferences(wanted, { ...asWritten, path: "/cdk/" }), [
      "lies under the path /cdk/, not /; name it as it is, or make another: a role cannot be moved",
    ]);
  });

  it("lacks or has rights, each by name", () => {
    const lacking = withStatements((statements) => statements.filter(({ Sid: sid }) => sid !== "ManagePermissions"));
    assert.deepEqual(roleDifferences(wanted, lacking), [
      "its policies allow too little, without iam:DeleteRolePolicy on arn:aws:iam::300000000001:role/palisade/*, iam:PutRolePolicy on arn:aws:iam::300000000001:role/palisade/*",
    ]);
    const more = withStatements((statements) => [...statements, { Sid: "More", Effect: "Allow", Action: "iam:*", Resource: "*" }]);
    assert.deepEqual(roleDifferences(wanted, more), ["its policies allow more, with iam:* on *"]);
    const denying = withStatements((statements) => [...statements, { Sid: "No", Effect: "Deny", Action: "iam:*", Resource: "*" }]);
    assert.deepEqual(roleDifferences(wanted, denying), ["its policies allow more, with not iam:* on *"]);
    const unbound = withStatements((statements) =>
      statements.map(({ Condition: _, ...rest }: Document["Statement"][number] & { readonly Condition?: unknown }) => rest),
    );
    assert.match(
      roleDifferences(wanted, unbound).join("\n"),
      /too little, without iam:AttachRolePolicy on \S+ under \{"ArnLike".*\n.* more, with iam:AttachRolePolicy on [^ ]+,/,
    );
  });

  it("has AdministratorAccess, lacks its policy, or trusts somebody else", () => {
    const administrator = { ...asWritten, attached: ["arn:aws:iam::aws:policy/AdministratorAccess"] };
    assert.deepEqual(roleDifferences(wanted, administrator), ["has AdministratorAccess; put its own policies in the place of it"]);
    assert.match(
      roleDifferences(wanted, { ...asWritten, inline: new Map() }).join("\n"),
      /^its policies allow too little, without .* and \d+ more$/,
    );
    const trust = { Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::100000000001:root" }, Action: "sts:AssumeRole" }] };
    assert.deepEqual(roleDifferences(wanted, { ...asWritten, trust }), [
      "its trust policy trusts too little, without arn:aws:iam::100000000001:role/PalisadeRunner for sts:AssumeRole",
      "its trust policy trusts more, with arn:aws:iam::100000000001:root for sts:AssumeRole",
    ]);
  });

  it("has the managed policies that do not fit into it", () => {
    const managed = { ...wanted, isInline: false };
    const names = [...wanted.policies.keys()];
    assert.deepEqual(
      roleDifferences(managed, asWritten),
      names.map((name) => `lacks the managed policy ${name}; attach it`),
    );
    assert.ok(names.includes("PalisadeDeploy-1"));
    assert.deepEqual(
      roleDifferences(managed, { ...asWritten, attached: names.map((name) => `arn:aws:iam::300000000001:policy/${name}`) }),
      [],
    );
  });
});
