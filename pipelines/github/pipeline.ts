/** What workflows are written with. */
export interface Pipeline {
  /** Folder of the declaration, from the repository's own, with slashes. */
  readonly declaration: string;
  /** The branch whose pushes are deployed. */
  readonly branch: string;
  /** Region of the calls by which the roles are taken. */
  readonly region: string;
  /** ARN of the role in the management account that deploys. */
  readonly runner: string;
  /** ARN of the role in the management account that previews, and changes nothing. */
  readonly previewer: string;
}

/** A file of a repository. */
export interface PipelineFile {
  /** Path from the repository's folder. */
  readonly file: string;
  readonly text: string;
}

/** Environments of the repository: their names are in the subject that AWS's trust policies compare. */
export const ENVIRONMENTS = { preview: "palisade-preview", deploy: "palisade-deploy" } as const;

/** Pulumi's CLI: the version that the programs were tested with. */
const PULUMI_VERSION = "3.254.0";

/** An expression of GitHub Actions. */
export const expression = (text: string): string => `\${{ ${text} }}`;

/** A text as a scalar of YAML, which JSON's strings are. */
export const quoted = (text: string): string => JSON.stringify(text);

/** What stands on top of each workflow. */
export const heading = (sentence: string): string => `# ${sentence}
# \`npm run init -- --ci github\` wrote this file, and leaves it alone once somebody has edited it. docs/operations.md describes it.
# Actions are named by their major version. To fix what runs, name each by a commit: owner/action@<40 digits> # v5
`;

/** Reads the repository and installs what package-lock.json names, without running any package's scripts. */
export const checkedOut = (depth: number): string => `      - uses: actions/checkout@v5
        with:
          # ${depth === 0 ? "All commits: the last one that was deployed is compared with." : "The commit, and what it is compared with."}
          fetch-depth: ${depth.toString()}
          persist-credentials: false
      - uses: actions/setup-node@v5
        with:
          node-version: 24
      - name: Install
        run: npm ci --ignore-scripts
`;

/** Takes a role of the management account by the job's own token, and installs Pulumi's CLI. */
export const withCredentials = (role: string, region: string): string => `      - uses: aws-actions/configure-aws-credentials@v5
        with:
          role-to-assume: ${quoted(role)}
          aws-region: ${quoted(region)}
      - uses: pulumi/actions@v6
        with:
          pulumi-version: ${PULUMI_VERSION}
`;
