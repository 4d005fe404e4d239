using Platform.Server.Data;
using Platform.Tests.Hosting;

namespace Platform.Tests.Storage.Contract;

/// <summary>The contracts on a SQL Server, where PLATFORM_TEST_SQLSERVER gives a connection string; a database is made for each.</summary>
public sealed class SqlServerTests
{
    [Fact]
    public async Task Stores()
    {
        SkipWithoutServer();
        var office = new SqlServerOffice();
        await office.InitializeAsync();
        await ContractRunner.RunAsync(() => new Here(office));
        await office.DisposeAsync();
    }

    [Fact]
    public async Task Commit_queue()
    {
        SkipWithoutServer();
        await ContractRunner.RunAsync(() => new Queue());
    }

    [Fact]
    public async Task Migrations()
    {
        SkipWithoutServer();
        await ContractRunner.RunAsync(() => new Scripts());
    }

    [Fact]
    public async Task Values()
    {
        SkipWithoutServer();
        await ContractRunner.RunAsync(() => new Columns());
    }

    private static void SkipWithoutServer() => Assert.SkipWhen(SqlServerInstance.Absence is not null, SqlServerInstance.Absence!);

    private sealed class Here(SqlServerOffice office) : StoreContract(office);

    private sealed class Queue : CommitQueueContract
    {
        protected override string Engine => Engines.SqlServer;
    }

    private sealed class Scripts : MigrationContract
    {
        protected override string Engine => Engines.SqlServer;
    }

    private sealed class Columns : ColumnValueContract
    {
        protected override string Engine => Engines.SqlServer;
    }
}
