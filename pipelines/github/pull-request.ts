import { checkedOut, ENVIRONMENTS, expression, heading, type Pipeline, type PipelineFile, quoted, withCredentials } from "./pipeline.ts";

/** The comment that `npm run diff -- --markdown` begins with; the workflow finds its own comment by it. */
const MARKER = "<!-- palisade: access -->";

const IS_OF_THE_REPOSITORY = "github.event.pull_request.head.repo.full_name == github.repository";

/** What runs on a pull request: the checks without credentials, the comment, and after approval a preview. */
export const pullRequestWorkflow = ({ declaration, region, previewer }: Pipeline): PipelineFile => ({
  file: ".github/workflows/palisade-pull-request.yaml",
  text: `${heading("Checks a pull request without credentials, says who gains and who loses access, and previews it after approval.")}
name: Palisade, pull request
on:
  pull_request:
permissions: {}
concurrency:
  group: palisade-pull-request-${expression("github.event.pull_request.number")}
  cancel-in-progress: true
defaults:
  run:
    shell: bash
env:
  PALISADE_DECLARATION: ${quoted(declaration)}

jobs:
  # The branch's own code runs here, of a fork too: it gets a token that reads this repository, and nothing else.
  check:
    name: Validate, prove, compare access
    runs-on: ubuntu-latest
    timeout-minutes: 120
    permissions:
      contents: read
    outputs:
      compared: ${expression("steps.access.outputs.compared")}
    steps:
${checkedOut(2)}      - name: Validate
        id: validate
        run: npm run validate
      - name: Prove
        run: |
          code=0
          npm run -s prove > "$RUNNER_TEMP/proof.txt" || code=$?
          cat "$RUNNER_TEMP/proof.txt"
          { echo '### Proof'; echo; head -c 500000 "$RUNNER_TEMP/proof.txt" | sed 's/^/    /'; echo; } >> "$GITHUB_STEP_SUMMARY"
          exit "$code"
      # The commit that is checked out merges the pull request; its first parent is the branch that it is merged into.
      - name: Compare access
        id: access
        if: ${expression("!cancelled() && steps.validate.outcome == 'success'")}
        run: |
          mkdir -p "$RUNNER_TEMP/access"
          if git cat-file -e "HEAD^1:$PALISADE_DECLARATION/organization.yaml" 2> /dev/null; then
            npm run -s diff -- HEAD^1 --markdown > "$RUNNER_TEMP/access/comment.md"
          else
            echo '${MARKER}' > "$RUNNER_TEMP/access/comment.md"
            echo '### The branch has no declaration yet to compare with' >> "$RUNNER_TEMP/access/comment.md"
          fi
          cat "$RUNNER_TEMP/access/comment.md" >> "$GITHUB_STEP_SUMMARY"
          echo 'compared=true' >> "$GITHUB_OUTPUT"
      - uses: actions/upload-artifact@v4
        if: ${expression("!cancelled() && steps.access.outputs.compared == 'true'")}
        with:
          name: access
          path: ${expression("runner.temp")}/access
          retention-days: 7

  # Runs no code of the branch. The token of a fork's pull request cannot write, so that it has the summary alone.
  comment:
    name: Comment
    needs: check
    if: ${expression(`!cancelled() && needs.check.outputs.compared == 'true' && ${IS_OF_THE_REPOSITORY}`)}
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions:
      pull-requests: write
    steps:
      - uses: actions/download-artifact@v5
        with:
          name: access
          path: access
      - name: Write the comment, or the one of an earlier run anew
        env:
          GH_TOKEN: ${expression("github.token")}
          PULL_REQUEST: ${expression("github.event.pull_request.number")}
        run: |
          comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
          own='.[] | select(.user.login == "github-actions[bot]" and (.body | startswith("${MARKER}"))) | .id'
          id="$(gh api --paginate "$comments" --jq "$own" | sed -n 1p)"
          if [ -n "$id" ]; then
            gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" -F body=@access/comment.md --silent
          else
            gh api --method POST "$comments" -F body=@access/comment.md --silent
          fi

  # Runs the branch's own code with a role that reads. Reviewers of the environment approve it: they read the branch first.
  preview:
    name: Preview
    needs: check
    if: ${expression(IS_OF_THE_REPOSITORY)}
    runs-on: ubuntu-latest
    timeout-minutes: 60
    environment: ${ENVIRONMENTS.preview}
    permissions:
      contents: read
      id-token: write
    steps:
${checkedOut(2)}${withCredentials(previewer, region)}      - name: Preview what the pull request changes
        run: |
          if git cat-file -e "HEAD^1:$PALISADE_DECLARATION/organization.yaml" 2> /dev/null; then
            npm run preview -- --affected HEAD^1
          else
            npm run preview
          fi
`,
});
