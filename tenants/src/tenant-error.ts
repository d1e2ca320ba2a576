/** What went wrong: a tenant's id, a key, or the session. */
export type TenantErrorCode = "tenant-refused" | "key-refused" | "session-refused";

/** An error of this library. Its message never has a credential in it. */
export class TenantError extends Error {
  override readonly name = "TenantError";
  readonly code: TenantErrorCode;

  constructor(code: TenantErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
