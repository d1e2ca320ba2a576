/**
 * Specs that run what pages show, by command of Palisade. A call that a page shows with its output below it, `test/docs/outputs.slow.ts`
 * runs as it stands there; all others have to be here, and a spec of the row has to name the command and each option of the call.
 */
export const SPECS_OF_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  adopt: ["test/cli/commands/adopt.spec.ts"],
  "aws-config": ["test/cli/commands/aws-config.spec.ts"],
  bootstrap: ["test/cli/commands/bootstrap.spec.ts", "test/bootstrap/state-moto.slow.ts"],
  card: ["test/cli/commands/card.spec.ts"],
  destroy: ["test/cli/commands/operate.spec.ts"],
  diff: ["test/cli/commands/diff.slow.ts"],
  drift: ["test/cli/commands/drift.slow.ts"],
  explain: ["test/cli/commands/explain.spec.ts", "test/cli/commands/explain-denial.slow.ts", "test/cli/commands/access.spec.ts"],
  init: ["test/cli/commands/init.spec.ts", "test/cli/commands/init-ci.spec.ts"],
  observe: ["test/cli/commands/observe.spec.ts"],
  "pack bundle": ["test/cli/commands/pack-check.spec.ts"],
  "pack check": ["test/cli/commands/pack-check.spec.ts"],
  plan: ["test/cli/commands/affected.spec.ts", "test/cli/commands/commands.spec.ts"],
  preview: ["test/cli/commands/operate.spec.ts"],
  "principal-can": ["test/cli/commands/access.spec.ts"],
  prove: ["test/cli/commands/prove.slow.ts", "test/cli/commands/json.slow.ts"],
  refresh: ["test/cli/commands/operate.spec.ts"],
  rehearse: ["test/cli/commands/json.slow.ts"],
  "sandbox destroy": ["test/engine/changes.spec.ts"],
  "sandbox drift": ["test/engine/drift.spec.ts"],
  "sandbox env": ["test/engine/engine-sandbox.ts"],
  "sandbox preview": ["test/engine/deployment.spec.ts"],
  "sandbox refresh": ["test/engine/interruption.spec.ts"],
  "sandbox status": ["test/engine/changes.spec.ts"],
  "sandbox up": ["test/engine/changes.spec.ts"],
  simulate: ["test/proof/world/exported-world.spec.ts", "test/cli/commands/json.slow.ts"],
  start: ["test/cli/commands/start.slow.ts"],
  status: ["test/cli/commands/operate.spec.ts"],
  try: ["test/cli/commands/try.spec.ts"],
  up: ["test/cli/commands/operate.spec.ts", "test/engine/deploying-page.spec.ts"],
  validate: ["test/cli/commands/commands.spec.ts"],
  "who-can": ["test/cli/commands/access.spec.ts"],
};

/** What runs scripts of package.json that are no command of Palisade. CI runs the checks themselves. */
export const SPECS_OF_SCRIPTS: Readonly<Record<string, string>> = {
  bench: "bench/main.ts",
  check: "package.json",
  docs: "test/docs/outputs.slow.ts",
  lint: "test/lint/arrows.spec.ts",
  "managed-policies": "cli/refresh-managed-policies.ts",
  schema: "test/model/reference/json-schema.spec.ts",
  "tenants:build": "test/tenants/package.slow.ts",
  test: "package.json",
  "test:all": "package.json",
  "test:long": "package.json",
};

/**
 * Options of other programs that pages show, by command, and where each program describes them. What Palisade runs of them by itself, tests
 * run; what a person types is held against the program itself where it is on this machine.
 */
export const OPTIONS_OF_OTHERS: Readonly<Record<string, readonly string[]>> = {
  // https://cli.github.com/manual
  "gh api": ["--jq", "--method", "--paginate", "--silent", "-F", "-f"],
  "gh pr comment": ["--body-file", "--create-if-none", "--edit-last"],
  // https://git-scm.com/docs/git-cat-file
  "git cat-file": ["-e"],
  // https://www.pulumi.com/docs/iac/cli/commands/
  "pulumi cancel": [],
  "pulumi destroy": ["-s"],
  "pulumi import": [],
  "pulumi login": [],
  "pulumi org set-default": [],
  "pulumi policy publish": [],
  "pulumi preview": ["--policy-pack", "-s"],
  "pulumi refresh": ["-s"],
  "pulumi stack export": ["--file", "--show-secrets", "--stack"],
  "pulumi stack output": ["--json", "--stack"],
  "pulumi state unprotect": ["-s"],
  "pulumi up": ["--policy-pack", "--policy-pack-config", "--yes", "-s"],
};
