import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", ".palisade/", "tenants/dist/", "**/*.js", "**/*.cjs"] },
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
  {
    files: ["iam/**", "model/**", "sharing/**", "guardrails/**", "components/**", "control-plane/**", "proof/**", "operation/**"],
    ignores: ["control-plane/plugin/**"],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "process", message: "only cli/, stacks/, control-plane/plugin/ and tests read the process's environment" },
      ],
    },
  },
  { files: ["cli/**", "bench/**"], rules: { "no-console": "off" } },
  {
    files: ["test/**", "bench/**"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
);
