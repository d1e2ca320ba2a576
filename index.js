// Pulumi starts here. Plain JavaScript, so that an old Node reads it and says what is needed instead of printing a loader's trace.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  throw new Error(
    `palisade: Node 22.18 or newer is needed to run the program, got ${process.versions.node}; ` +
      "put Node 24 first on the PATH (on linux-x64: PATH=$PWD/node_modules/.bin:$PATH)",
  );
}
const { default: program } = await import("./program.ts");
export default program;
