namespace LensGrains.Storage.Postgres;

/// <summary>
/// The statements over one schema's tables. Each write decides for itself, under <c>read committed</c>: it changes no row where its
/// expectation does not hold, and that is an answer and not an error, so it takes nobody else of its group down.
/// </summary>
/// <param name="schema">Name of the schema.</param>
internal sealed class PostgresSql(string schema)
{
    /// <summary>
    /// Journal, expected position, type, version, body. Whoever else appends there at the same moment wants the same key: the
    /// second waits for the first, and then inserts nothing.
    /// </summary>
    public string AppendOne { get; } = $"""
        INSERT INTO "{schema}".journal (journal, position, type, version, body)
        SELECT $1, $2 + 1, $3, $4, $5
        WHERE $2 = (SELECT coalesce(max(position), 0) FROM "{schema}".journal WHERE journal = $1)
        ON CONFLICT (journal, position) DO NOTHING
        """;

    /// <summary>
    /// As <see cref="AppendOne"/> with arrays of at least two. The first entry is the fence: journals are dense, so whoever wrote it
    /// has the positions after it to himself until he commits. Affects the rows after the first, or none.
    /// </summary>
    public string AppendMany { get; } = $"""
        WITH fence AS (
            INSERT INTO "{schema}".journal (journal, position, type, version, body)
            SELECT $1, $2 + 1, $3[1], $4[1], $5[1]
            WHERE $2 = (SELECT coalesce(max(position), 0) FROM "{schema}".journal WHERE journal = $1)
            ON CONFLICT (journal, position) DO NOTHING
            RETURNING position)
        INSERT INTO "{schema}".journal (journal, position, type, version, body)
        SELECT $1, $2 + entry.n, entry.type, entry.version, entry.body
        FROM unnest($3, $4, $5) WITH ORDINALITY AS entry (type, version, body, n)
        WHERE entry.n > 1 AND EXISTS (SELECT FROM fence)
        """;

    /// <summary>Journal, position, version, body.</summary>
    public string WriteSnapshot { get; } = $"""
        INSERT INTO "{schema}".snapshot AS old (journal, position, version, body) VALUES ($1, $2, $3, $4)
        ON CONFLICT (journal) DO UPDATE SET position = excluded.position, version = excluded.version, body = excluded.body
        WHERE excluded.position >= old.position
        """;

    /// <summary>Kind, key, new etag, body.</summary>
    public string CreateState { get; } =
        $"""INSERT INTO "{schema}".state (kind, key, etag, body) VALUES ($1, $2, $3, $4) ON CONFLICT (kind, key) DO NOTHING""";

    /// <summary>Kind, key, new etag, body, expected etag.</summary>
    public string ReplaceState { get; } =
        $"""UPDATE "{schema}".state SET etag = $3, body = $4 WHERE kind = $1 AND key = $2 AND etag = $5""";

    /// <summary>Kind, key, expected etag.</summary>
    public string ClearState { get; } = $"""DELETE FROM "{schema}".state WHERE kind = $1 AND key = $2 AND etag = $3""";

    /// <summary>Journal, after, up to, how many.</summary>
    public string Entries { get; } = $"""
        SELECT position, type, version, body FROM "{schema}".journal
        WHERE journal = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT $4
        """;

    /// <summary>An array of journals; one moment for all of them.</summary>
    public string Positions { get; } = $"""
        SELECT name, coalesce((SELECT max(position) FROM "{schema}".journal WHERE journal = name), 0) FROM unnest($1) AS name
        """;

    /// <summary>Journal.</summary>
    public string Snapshot { get; } = $"""SELECT position, version, body FROM "{schema}".snapshot WHERE journal = $1""";

    /// <summary>Kind, key.</summary>
    public string State { get; } = $"""SELECT body, etag FROM "{schema}".state WHERE kind = $1 AND key = $2""";

    /// <summary>Every state there is.</summary>
    public string States { get; } = $"""SELECT kind, key, body FROM "{schema}".state""";

    /// <summary>Kind, where to begin, how many and, where there is one, the key at which to stop.</summary>
    public string Keys(bool isFirstPage, bool hasEnd) => $"""
        SELECT key FROM "{schema}".state
        WHERE kind = $1 AND key {(isFirstPage ? ">=" : ">")} $2{(hasEnd ? " AND key < $4" : "")} ORDER BY key LIMIT $3
        """;
}
