using Platform.Model;
using Platform.Server;

namespace Platform.ArchitectureTests;

/// <summary>What the compiled code contains: where SQL stands, what is public, which clock is read.</summary>
public sealed class CodeTests
{
    private static readonly CodeAssembly Server = CodeAssembly.Of(typeof(Modules).Assembly);
    private static readonly CodeAssembly Model = CodeAssembly.Of(typeof(Problem).Assembly);

    private static readonly Dictionary<string, string> MayHoldSql = new()
    {
        ["Platform.Server.Data.Backup"] = "checks the copy it has just made, a file no store is open on",
        ["Platform.Server.Data.ColumnValues"] = "teaches Dapper how values stand in columns",
        ["Platform.Server.Data.PortablePreparedCommand"] = "runs the statement a store hands it",
        ["Platform.Server.Data.Postgres.PostgresDatabase"] = "takes the locks of serving and migrating, and has the words that wait for a mark",
        ["Platform.Server.Data.ServingLock"] = "asks its connection whether it is still there",
        ["Platform.Server.Data.Sqlite.SqliteDatabase"] = "sets up connections",
        ["Platform.Server.Data.SqlServer.SqlServerDatabase"] = "takes the locks of serving and migrating, and has the words that wait for a mark",
    };

    private static readonly Dictionary<(string, string), string> MayCall = [];

    [Fact]
    public void Sql_stands_in_stores()
    {
        ArrowTests.Holds(CodeRules.SqlLivesInStores(Server, MayHoldSql));
        ArrowTests.Holds(CodeRules.SqlLivesInStores(Model, MayHoldSql));
        ArrowTests.Holds(CodeRules.Unneeded(Server, MayHoldSql));
    }

    [Fact]
    public void Nobody_reads_a_clock_or_makes_a_key_behind_the_backs_of_tests()
    {
        var banned = Repository.Text("BannedSymbols.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(banned.Length >= 8);
        foreach (var assembly in Ours)
        {
            ArrowTests.Holds(CodeRules.NothingBannedIsCalled(assembly, banned, MayCall));
        }
    }

    [Fact]
    public void Nobody_blocks_a_thread_for_a_task()
    {
        foreach (var assembly in Ours)
        {
            ArrowTests.Holds(CodeRules.NobodyBlocks(assembly, new Dictionary<string, string>()));
        }
    }

    [Fact]
    public void Work_in_the_background_is_the_duty_of_one_process() => ArrowTests.Holds(CodeRules.WorkersAskForTheirDuty(
        CodeAssembly.Of(typeof(Modules).Assembly),
        "Platform.Server.Data.IDuties",
        new Dictionary<string, string> { ["Platform.Server.Cluster.Whereabouts.PresenceRelay"] = "Each node tells the others about its own people." }));

    [Fact]
    public void Only_pages_and_what_they_show_are_public() => ArrowTests.Holds(CodeRules.OnlyPagesArePublic(typeof(Modules).Assembly.GetTypes(), new Dictionary<string, string>()));

    private static IEnumerable<CodeAssembly> Ours =>
        new[] { "Platform.Model", "Platform.Server", "Platform.Designer", "Platform.Connectors", "Platform.Templates" }
            .Select(name => CodeAssembly.Read(Path.Combine(AppContext.BaseDirectory, name + ".dll")));
}
