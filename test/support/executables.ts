import { spawnSync } from "node:child_process";

/** Whether a program is on this machine. */
export const hasProgram = (name: string): boolean => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;

/** Whether Python is on this machine, with a module. */
export const hasPythonModule = (module: string): boolean => spawnSync("python3", ["-c", `import ${module}`]).status === 0;
