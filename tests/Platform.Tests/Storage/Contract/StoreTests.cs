using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Server.Data;
using Platform.Server.Data.Sqlite;
using Platform.Tests.Cases;
using Platform.Tests.Hosting;
using Platform.Tests.Storage.TSql;

namespace Platform.Tests.Storage.Contract;

public sealed class SqliteOffice : CaseOffice
{
    protected override string? Engine => Engines.Sqlite;
}

public sealed class PostgresOffice : CaseOffice
{
    protected override string? Engine => Engines.Postgres;
}

public sealed class SqlServerOffice : CaseOffice
{
    protected override string? Engine => Engines.SqlServer;
}

/// <summary>On SQLite, and told that it is SQL Server: every statement is written down.</summary>
public sealed class RecordingOffice : CaseOffice
{
    internal RecordingDatabase Recorded => (RecordingDatabase)Server.Get<IServerDatabase>();

    internal override Task<TestServer> StartAsync() => TestServer.StartAsync(demo: true, engine: Engines.Sqlite, configure: builder =>
    {
        builder.Services.AddSingleton<RecordingDatabase>();
        builder.Services.AddSingleton<IServerDatabase>(s => s.GetRequiredService<RecordingDatabase>());
        builder.Services.Replace(ServiceDescriptor.Singleton<IDatabaseEngine>(s => s.GetRequiredService<RecordingDatabase>()));
        builder.Services.Replace(ServiceDescriptor.Singleton<ICommitWriter, ServerCommitQueue>());
    });
}

public sealed class SqliteStoreTests(SqliteOffice office) : StoreContract(office), IClassFixture<SqliteOffice>;

public sealed class PostgresStoreTests(PostgresOffice office) : StoreContract(office), IClassFixture<PostgresOffice>;
