import Libsql from 'libsql';

/** What a statement may be given. Never bytes: libsql aborts the process over them inside Electron. */
export type Bind = string | number | null;
export type Binds = Readonly<Record<string, Bind>>;

/**
 * A connection to one SQLite file, with its statements prepared once. Synchronous, like SQLite itself. Ids are
 * bound as text, which columns of integers turn into 64 bits, and are read back by `CAST(… AS TEXT)`: a
 * snowflake does not fit into a number of ours.
 */
export class Database {
  readonly #db: Libsql.Database;
  readonly #statements = new Map<string, Libsql.Statement<[Binds]>>();
  #depth = 0;

  constructor(path: string) {
    this.#db = new Libsql(path);
  }

  /** Several statements without parameters. */
  exec(sql: string): void {
    this.#db.exec(sql);
  }

  /** How many rows it changed. */
  run(sql: string, binds: Binds = {}): number {
    return this.#prepared(sql).run(binds).changes;
  }

  /** The first row. The row's type is the caller's word for what its SQL selects. */
  one<Row>(sql: string, binds: Binds = {}): Row | undefined {
    return this.#prepared(sql).get(binds) as Row | undefined;
  }

  all<Row>(sql: string, binds: Binds = {}): Row[] {
    return this.#prepared(sql).all(binds) as Row[];
  }

  /** All or nothing. Inside another transaction it is part of that one. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#db.exec('BEGIN IMMEDIATE');
    this.#depth += 1;
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      // After a full disk or a broken file SQLite has rolled back by itself.
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  /**
   * Moves everything into the one file and lets go of it. libsql has no way to end a statement, so the connection
   * itself ends when the last of them is collected; nothing may be left to do then.
   */
  close(): void {
    if (!this.#db.open) return;
    try {
      this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // A damaged file cannot, and one that another connection reads need not.
      if (sqliteCodeOf(error) === null) throw error;
    } finally {
      this.#statements.clear();
      this.#db.close();
    }
  }

  #prepared(sql: string): Libsql.Statement<[Binds]> {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare<[Binds]>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** SQLite's own word for what went wrong, `SQLITE_FULL`; null for errors of ours. */
export function sqliteCodeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : null;
}

/** True when the file itself is broken or no database at all. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCodeOf(error);
  return code !== null && (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB');
}
