/** One section of `~/.aws/config`. https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html */
export interface Profile {
  readonly kind: "profile" | "sso-session";
  readonly name: string;
  /** What a reader has to know, in sentences. */
  readonly comments: readonly string[];
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** Sections as `~/.aws/config` has them, each name once. */
export function configText(profiles: readonly Profile[]): string {
  const sections = new Map(profiles.map((profile) => [`[${profile.kind} ${profile.name}]`, profile]));
  return [...sections]
    .map(([head, { comments, settings }]) => {
      const lines = Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [`${key} = ${value}`]));
      return `${[...comments.map((comment) => `# ${comment}`), head, ...lines].join("\n")}\n`;
    })
    .join("\n");
}
