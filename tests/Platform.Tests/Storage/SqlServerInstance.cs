using Microsoft.Data.SqlClient;
using Platform.Server.Data;

namespace Platform.Tests.Storage;

/// <summary>The SQL Server that PLATFORM_TEST_SQLSERVER names.</summary>
internal static class SqlServerInstance
{
    private static int _databases;
    private static readonly string? Connection = Environment.GetEnvironmentVariable("PLATFORM_TEST_SQLSERVER") is { Length: > 0 } given ? given : null;

    /// <summary>Why there is none here; null when there is.</summary>
    public static string? Absence => Connection is null ? "No SQL Server: PLATFORM_TEST_SQLSERVER holds no connection string." : null;

    /// <summary>A new, empty database.</summary>
    public static async Task<DatabaseSettings> CreateAsync(int writers)
    {
        var name = $"platform_test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return new(Engines.SqlServer, new SqlConnectionStringBuilder(Connection) { InitialCatalog = name }.ConnectionString, writers);
    }

    public static async Task DropAsync(DatabaseSettings database)
    {
        SqlConnection.ClearAllPools();
        await ExecuteAsync($"DROP DATABASE {new SqlConnectionStringBuilder(database.Connection).InitialCatalog}");
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqlConnection(Connection);
        await connection.OpenAsync();
        await using var command = new SqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
