import { checkedOut, ENVIRONMENTS, expression, heading, type Pipeline, type PipelineFile, quoted, withCredentials } from "./pipeline.ts";

/** What runs every night: whether accounts are as they were deployed. */
export const driftWorkflow = ({ declaration, branch, region, runner }: Pipeline): PipelineFile => ({
  file: ".github/workflows/palisade-drift.yaml",
  text: `${heading("Looks every night whether the accounts are as they were deployed, and fails where something has drifted.")}
name: Palisade, drift
on:
  schedule:
    - cron: "17 3 * * *"
  workflow_dispatch:
permissions: {}
# A group of its own: of the runs that wait in one, GitHub keeps the newest alone, and a deployment must not be lost.
concurrency:
  group: palisade-drift
  cancel-in-progress: false
defaults:
  run:
    shell: bash
env:
  PALISADE_DECLARATION: ${quoted(declaration)}

jobs:
  drift:
    name: Drift
    # A schedule runs on the default branch, a dispatch on any.
    if: ${expression(`github.ref_name == '${branch.replaceAll("'", "''")}'`)}
    runs-on: ubuntu-latest
    timeout-minutes: 60
    # The environment of previews waits for an approval, which nobody gives at night: this takes the role that deploys, and changes nothing.
    environment: ${ENVIRONMENTS.deploy}
    permissions:
      contents: read
      id-token: write
    steps:
${checkedOut(1)}${withCredentials(runner, region)}      - name: Drift
        run: |
          code=0
          npm run -s drift > "$RUNNER_TEMP/drift.txt" || code=$?
          cat "$RUNNER_TEMP/drift.txt"
          { echo '### Drift'; echo; head -c 500000 "$RUNNER_TEMP/drift.txt" | sed 's/^/    /'; echo; } >> "$GITHUB_STEP_SUMMARY"
          exit "$code"
`,
});
