import { checkedOut, ENVIRONMENTS, expression, heading, type Pipeline, type PipelineFile, quoted, withCredentials } from "./pipeline.ts";

/** Waves that are matrices. A plan of more waves has the stacks of all later ones in one job, which takes them in their order. */
const WAVES = 12;

const FILE = "palisade-deploy.yaml";
const STACKS_FILE = "palisade-deploy-stacks.yaml";

const jobName = (place: number): string => `wave-${place.toString()}`;
const waveOutput = (place: number): string => `wave-${place.toString()}`;
const limitOutput = (place: number): string => `at-once-${place.toString()}`;
const places = Array.from({ length: WAVES }, (_, index) => index + 1);

/** A job waits for all earlier waves. Skipped ones have nothing to deploy. */
const after = (place: number, output: string): string => {
  const needs = ["plan", ...places.filter((other) => other < place).map(jobName)];
  const condition = `!cancelled() && !contains(needs.*.result, 'failure') && !contains(needs.*.result, 'cancelled') && needs.plan.outputs.${output}`;
  return `    needs: [${needs.join(", ")}]
    if: ${expression(`${condition} != '${output === "rest" ? "" : "[]"}'`)}
    permissions:
      contents: read
      id-token: write
    uses: ./.github/workflows/${STACKS_FILE}
`;
};

const waveJob = (place: number): string => `  ${jobName(place)}:
    name: Wave ${place.toString()}
${after(place, waveOutput(place))}    strategy:
      # The others of the wave go on where one fails. Waves after it do not begin.
      fail-fast: false
      max-parallel: ${expression(`fromJSON(needs.plan.outputs.${limitOutput(place)})`)}
      matrix:
        stacks: ${expression(`fromJSON(needs.plan.outputs.${waveOutput(place)})`)}
    with:
      stacks: ${expression("matrix.stacks")}
`;

/** What runs after a merge: `up` of the affected stacks, wave by wave, each wave a matrix. */
export const deployWorkflow = ({ declaration, branch }: Pipeline): PipelineFile => ({
  file: `.github/workflows/${FILE}`,
  text: `${heading("Deploys what a merge changes: waves of stacks, one after the other, each wave a matrix of jobs.")}
name: Palisade, deploy
on:
  push:
    branches: [${quoted(branch)}]
  workflow_dispatch:
    inputs:
      all:
        description: All stacks, not only those that have changed since the last deployment
        type: boolean
        default: false
permissions: {}
# One deployment at a time, and none is cut off. Of those that wait GitHub keeps the newest; it deploys what the others would have, too.
concurrency:
  group: palisade-deploy
  cancel-in-progress: false
defaults:
  run:
    shell: bash

jobs:
  plan:
    name: Prove and plan
    # A dispatch may name any branch.
    if: ${expression(`github.ref_name == '${branch.replaceAll("'", "''")}'`)}
    runs-on: ubuntu-latest
    timeout-minutes: 120
    permissions:
      contents: read
      # To find the commit of the last deployment.
      actions: read
    env:
      PALISADE_DECLARATION: ${quoted(declaration)}
    outputs:
${places.map((place) => `      ${waveOutput(place)}: ${expression(`steps.waves.outputs.${waveOutput(place)}`)}\n      ${limitOutput(place)}: ${expression(`steps.waves.outputs.${limitOutput(place)}`)}\n`).join("")}      rest: ${expression("steps.waves.outputs.rest")}
    steps:
${checkedOut(0)}      - name: Prove
        run: npm run prove
      - name: Plan the waves
        id: waves
        env:
          GH_TOKEN: ${expression("github.token")}
          ALL: ${expression("inputs.all")}
        run: |
          base=''
          if [ "$ALL" != true ]; then
            runs="repos/$GITHUB_REPOSITORY/actions/workflows/${FILE}/runs"
            base="$(gh api --method GET "$runs" -f branch="$GITHUB_REF_NAME" -f status=success -F per_page=1 --jq '.workflow_runs[0].head_sha // ""')"
          fi
          if [ -n "$base" ] && git cat-file -e "$base:$PALISADE_DECLARATION/organization.yaml" 2> /dev/null; then
            npm run -s plan -- --waves --affected "$base" --json > "$RUNNER_TEMP/waves.json"
          else
            npm run -s plan -- --waves --json > "$RUNNER_TEMP/waves.json"
          fi
          jq --raw-output --argjson most ${WAVES.toString()} '
            def texts: [.jobs[]?.stacks | join(" ")];
            (range($most) as $place | .waves[$place] // {} |
              "wave-\\($place + 1)=\\(texts | tojson)", "at-once-\\($place + 1)=\\(.atOnce // 256)"),
            "rest=\\(.waves[$most:] | map(texts[]) | join(" "))"
          ' "$RUNNER_TEMP/waves.json" >> "$GITHUB_OUTPUT"
      # What the jobs would otherwise rehearse and prove again, each by itself.
      - uses: actions/upload-artifact@v4
        with:
          name: proof
          path: |
            .palisade/proven
            .palisade/rehearsals
          include-hidden-files: true
          if-no-files-found: ignore
          retention-days: 7

${places.map((place) => `${waveJob(place)}\n`).join("")}  rest:
    name: Later waves
${after(WAVES + 1, "rest")}    with:
      stacks: ${expression("needs.plan.outputs.rest")}
`,
});

/** What each job of a wave does; it is called by the workflow above. */
export const deployStacksWorkflow = ({ declaration, region, runner }: Pipeline): PipelineFile => ({
  file: `.github/workflows/${STACKS_FILE}`,
  text: `${heading(`Deploys some stacks; ${FILE} calls it for each job of a wave.`)}
name: Palisade, deploy stacks
on:
  workflow_call:
    inputs:
      stacks:
        description: Names of stacks, with spaces between them
        type: string
        required: true
permissions: {}
defaults:
  run:
    shell: bash

jobs:
  up:
    name: up
    runs-on: ubuntu-latest
    timeout-minutes: 60
    # Let the environment take the deployed branch alone. Reviewers here would be asked once for each job.
    environment: ${ENVIRONMENTS.deploy}
    permissions:
      contents: read
      id-token: write
    env:
      PALISADE_DECLARATION: ${quoted(declaration)}
    steps:
${checkedOut(1)}      - uses: actions/download-artifact@v5
        continue-on-error: true
        with:
          name: proof
          path: .palisade
${withCredentials(runner, region)}      - name: Up
        env:
          STACKS: ${expression("inputs.stacks")}
        run: |
          read -ra stacks <<< "$STACKS"
          npm run up -- --stack "\${stacks[@]}"
`,
});
