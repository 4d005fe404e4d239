using System.Xml.Linq;
using Platform.ArchitectureTests.Canary;

namespace Platform.ArchitectureTests;

/// <summary>Every rule fails when it is broken, and only then.</summary>
public sealed class CanaryTests
{
    private const string Root = "Platform.ArchitectureTests.Canary";

    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();
    private static readonly CodeAssembly Canaries = CodeAssembly.Of(typeof(CanaryTests).Assembly).Within(Root);

    [Fact]
    public void An_assembly_that_knows_too_much_is_found()
    {
        var server = CodeAssembly.Of(typeof(Platform.Server.Modules).Assembly);
        Assert.Contains("Platform.Server refers to Platform.Designer.", ArrowRules.KnowsOnly(server, "Platform.Model"));
        Assert.Contains("Platform.Server refers to Dapper, which is not of the base class library.", ArrowRules.UsesOnly(server, "FluentValidation"));
    }

    [Fact]
    public void A_feature_that_names_another_inside_an_async_lambda_is_found() => Assert.Equal(
        [$"{Root}.Hosting.NosyHost names {Root}.South.SouthDesk.", $"{Root}.North.NorthModule names {Root}.South.SouthDesk."],
        ArrowRules.FeaturesAreStrangers(Canaries, Root).Order());

    [Fact]
    public void Only_the_contents_may_name_a_feature() =>
        Assert.Equal([$"{Root}.Gossip names {Root}.North.NorthModule; only Contents may."], ArrowRules.OnlyTheContentsNameFeatures(Canaries, Root, "Contents"));

    [Fact]
    public void Data_that_names_the_hosting_is_found() =>
        Assert.Equal([$"{Root}.Data.NosyData names {Root}.Hosting.NosyHost."], ArrowRules.DataKnowsNoHosting(Canaries, Root));

    [Fact]
    public void Sql_outside_a_store_is_found_and_an_idle_exception_too()
    {
        Assert.StartsWith($"{Root}.SqlInAHandler writes SQL", Assert.Single(CodeRules.SqlLivesInStores(Canaries, None)));
        var excused = new Dictionary<string, string> { [$"{Root}.SqlInAHandler"] = "excused", [$"{Root}.Contents"] = "without need" };
        Assert.Empty(CodeRules.SqlLivesInStores(Canaries, excused));
        Assert.StartsWith($"{Root}.Contents has no SQL", Assert.Single(CodeRules.Unneeded(Canaries, excused)));
        var server = CodeAssembly.Of(typeof(Platform.Server.Modules).Assembly);
        var stores = server with { Types = [.. server.Types.Where(t => t.Name == "AuditStore").Select(t => t with { FullName = "X.Audit" })] };
        Assert.Contains(CodeRules.SqlLivesInStores(stores, None), v => v.StartsWith("X.Audit runs SQL (Dapper.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_suppressed_clock_is_found()
    {
        string[] banned = ["P:System.DateTimeOffset.UtcNow;no", "M:System.Guid.NewGuid;no"];
        var excused = new Dictionary<(string, string), string> { [($"{Root}.OwnClock", "System.Guid.NewGuid")] = "excused" };
        Assert.Equal([$"{Root}.OwnClock calls System.DateTimeOffset.get_UtcNow."], CodeRules.NothingBannedIsCalled(Canaries, banned, excused));
    }

    [Fact]
    public void A_blocked_thread_is_found() =>
        Assert.Equal([$"{Root}.Blocking calls System.Threading.Tasks.Task`1.get_Result."], CodeRules.NobodyBlocks(Canaries, None));

    [Fact]
    public void A_worker_that_asks_for_no_duty_is_found() => Assert.Equal(
        [$"{Root}.Eager works in the background and does not ask whether it is its duty."], CodeRules.WorkersAskForTheirDuty(Canaries, $"{Root}.Duties", None));

    [Fact]
    public void A_public_type_that_no_page_shows_is_found() => Assert.Equal(
        [$"{Root}.Exposed is public."], CodeRules.OnlyPagesArePublic([typeof(Exposed), typeof(Page), typeof(Shown), typeof(ShownToo), typeof(FineStore)], None));

    [Fact]
    public void A_project_with_wrong_references_or_own_settings_is_found()
    {
        var project = XDocument.Parse(
            """
            <Project><PropertyGroup><NoWarn>CS1591</NoWarn></PropertyGroup>
            <ItemGroup><ProjectReference Include="..\Platform.Server\Platform.Server.csproj" /><PackageReference Include="Dapper" Version="1.0.0" /></ItemGroup></Project>
            """);
        Assert.Equal(["X refers to [Platform.Server] instead of [Platform.Model]."], FileRules.RefersTo("X", project, "Platform.Model"));
        Assert.Empty(FileRules.RefersTo("X", project, "Platform.Server"));
        Assert.Equal(["X sets its own version of Dapper.", "X sets NoWarn, which Directory.Build.props sets for all."], FileRules.FollowsTheCommonSettings("X", project));
    }

    [Fact]
    public void A_folder_without_a_readme_and_a_gap_in_the_migrations_are_found()
    {
        Assert.Equal(["B has no README.md."], FileRules.HasReadme(["A/README.md", "B/BModule.cs"], ["A", "B"]));
        Assert.Equal(
            ["A/Migrations has the numbers 1, 3.", "B/Migrations/first.sql is not named NNNN_name.sql."],
            FileRules.MigrationsCountUp(["A/Migrations/0001_a.sql", "A/Migrations/0003_c.sql", "B/Migrations/0001_a.sql", "B/Migrations/0001_a.sqlite.sql", "B/Migrations/first.sql"]));
    }

    [Fact]
    public void A_text_that_is_missing_empty_or_in_the_wrong_language_is_found()
    {
        var chinese = new Dictionary<string, string> { ["a"] = "甲", ["b"] = "乙 {n}", ["c"] = " ", ["e"] = "中文" };
        var english = new Dictionary<string, string> { ["b"] = "B {m}", ["c"] = "丙", ["d"] = "D", ["e"] = "中文" };
        Assert.Equal(
            [
                "X: a has no English text.",
                "X: d has no Chinese text.",
                "X: c is empty (' ').",
                "X: the English c holds Chinese: 丙",
                "X: b fills in {n} in Chinese and {m} in English.",
            ],
            FileRules.SpeaksBothLanguages("X", chinese, english, new HashSet<string> { "e" }));
        Assert.Equal(["X: there is no text b.c."], FileRules.AsksForKnownTexts("X", """<p>@T["a"] @T["b.c", 1] @T["d." + kind]</p>""", new HashSet<string> { "a" }));
        Assert.Equal(["X(2): <p>你好</p>"], FileRules.HoldsNoText("X", "<h1>@Text</h1>\n<p>你好</p>"));
    }
}
