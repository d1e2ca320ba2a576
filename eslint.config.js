import tseslint from "typescript-eslint";

// What each folder may import besides itself. Everything else of ours is refused, so that the arrows of ARCHITECTURE.md hold.
const MAY_IMPORT = {
  iam: [],
  model: ["iam"],
  sharing: ["iam", "model"],
  guardrails: ["iam", "model"],
  components: ["iam", "model", "sharing", "guardrails"],
  stacks: ["iam", "model", "sharing", "guardrails", "components"],
  "control-plane": ["iam/catalogue.ts", "iam/quota.ts"],
  plugin: ["control-plane"],
  "policy-pack": ["iam"],
  proof: ["iam", "model"],
  rehearsal: ["iam", "model", "sharing", "guardrails", "components", "stacks", "control-plane", "policy-pack"],
  operation: ["model"],
  sandbox: ["model", "control-plane", "plugin/sdk-version.ts", "rehearsal", "operation"],
  cli: ["iam", "model", "stacks", "rehearsal", "proof", "policy-pack", "operation", "sandbox"],
};

const FOLDERS = [...Object.keys(MAY_IMPORT), "test", "bench"];

/** Refuses relative imports that lead from a folder into one that it must not know. */
function arrowsOf(folder, allowed) {
  const whole = allowed.filter((path) => !path.includes("/"));
  const patterns = FOLDERS.filter((other) => other !== folder && !whole.includes(other)).map((other) => {
    const files = allowed.filter((path) => path.startsWith(`${other}/`)).map((path) => path.slice(other.length + 1));
    const except = files.length === 0 ? "" : `(?!(?:${files.map((file) => file.replaceAll(".", "\\.")).join("|")})$)`;
    return { regex: `^(?:\\.\\./)+${other}/${except}`, message: `${folder}/ must not depend on ${other}/ (see ARCHITECTURE.md)` };
  });
  return { files: [`${folder}/**/*.ts`], rules: { "no-restricted-imports": ["error", { patterns }] } };
}

export default tseslint.config(
  { ignores: ["node_modules/", ".palisade/", "**/*.js", "**/*.cjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/strict-boolean-expressions": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true, argsIgnorePattern: "^_" }],
      "no-console": "error",
      "no-restricted-syntax": ["error", { selector: "ExportAllDeclaration", message: "no barrels: import from the file that defines it" }],
    },
  },
  ...Object.entries(MAY_IMPORT).map(([folder, allowed]) => arrowsOf(folder, allowed)),
  {
    files: [
      "iam/**",
      "model/**",
      "sharing/**",
      "guardrails/**",
      "components/**",
      "control-plane/**",
      "proof/**",
      "operation/**",
      "sandbox/**",
    ],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "process", message: "only cli/, stacks/, plugin/ and tests read the process's environment" },
      ],
    },
  },
  { files: ["cli/**", "bench/**"], rules: { "no-console": "off" } },
  {
    files: ["test/**", "bench/**"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
);
