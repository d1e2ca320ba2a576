/** Help texts of options that several commands take. */
export const DECLARATION = "folder of the declaration (default: organization/ if it exists, else the sample examples/acme)";
export const AS_OF = "compare the end dates of grants with this day, YYYY-MM-DD (default: today; the sample has a fixed day)";
export const FRESH = "rehearse again, even if nothing has changed";
export const EXPORT = "ask about exported stacks of any program instead: files that `pulumi stack export` wrote";
export const INVENTORY = "file of policies that exist already (default: inventory.yaml in the declaration's folder, if it exists)";
export const VERBOSE = "also list the statements that nearly deny";
export const OUTPUTS = "ids of deployed stacks: a file that `pulumi stack output --json` wrote, or a folder of such files";
export const AFFECTED = "only stacks that a change of the declaration since this git ref concerns";
