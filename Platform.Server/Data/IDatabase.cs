using System.Data.Common;

namespace Platform.Server.Data;

/// <summary>Read connections of the one database; they see only what is committed.</summary>
internal interface IDatabase
{
    /// <summary>An open, pooled connection for reading; the caller disposes it.</summary>
    ValueTask<DbConnection> OpenAsync(CancellationToken ct);

    IDialect Dialect { get; }
}

/// <summary>What differs between the engines; it grows only by need.</summary>
internal interface IDialect
{
    /// <summary>sqlite, sqlserver or postgres: names the variants of migrations.</summary>
    string Name { get; }

    /// <summary>Tail of a SELECT with ORDER BY that returns at most <c>@take</c> rows after <c>@skip</c>.</summary>
    string Page { get; }

    /// <summary>Keys for <c>IN @ids</c>: Dapper does not convert the members of a list as it converts a single key.</summary>
    IReadOnlyList<object> Keys(IEnumerable<Guid> ids);

    bool IsUniqueViolation(DbException exception);
}
