namespace Platform.ArchitectureTests;

/// <summary>Project files, feature folders and texts.</summary>
public sealed class FileTests
{
    /// <summary>Every project with the projects it may build on.</summary>
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Platform.Server/Model/Platform.Model.csproj"] = [],
        ["Platform.Designer/Platform.Designer.csproj"] = ["Platform.Model"],
        ["Platform.Connectors/Platform.Connectors.csproj"] = ["Platform.Model"],
        ["Templates/Templates.csproj"] = ["Platform.Model"],
        ["Platform.Server/Platform.Server.csproj"] = ["Platform.Model", "Platform.Designer", "Platform.Connectors", "Templates"],
        ["tests/Platform.Drills/Platform.Drills.csproj"] = [],
        ["tests/Platform.Tests/Platform.Tests.csproj"] = ["Platform.Server", "Platform.Drills"],
        ["tests/Platform.ArchitectureTests/Platform.ArchitectureTests.csproj"] = ["Platform.Server"],
        ["tests/Platform.BrowserTests/Platform.BrowserTests.csproj"] = ["Platform.Server", "Platform.Drills"],
        ["tests/Platform.Benchmarks/Platform.Benchmarks.csproj"] = ["Platform.Server", "Platform.Drills"],
    };

    /// <summary>English texts that hold Chinese on purpose, with the reason.</summary>
    private static readonly Dictionary<string, string> ChineseInEnglish = new()
    {
        ["language.other"] = "offers the other language in that language",
    };

    [Fact]
    public void Every_project_refers_to_what_the_design_says()
    {
        Assert.Equal(Projects.Keys.Order(StringComparer.Ordinal), Repository.Files("*.csproj"));
        var solution = Repository.Text("Platform.sln").Replace('\\', '/');
        Assert.All(Projects.Keys, path => Assert.Contains(path, solution, StringComparison.Ordinal));
        ArrowTests.Holds(Projects.SelectMany(p => FileRules.RefersTo(p.Key, Repository.Xml(p.Key), p.Value)));
        Assert.Equal(["FluentValidation"], FileRules.References(Repository.Xml("Platform.Server/Model/Platform.Model.csproj"), "PackageReference"));
    }

    [Fact]
    public void No_project_has_settings_or_versions_of_its_own() =>
        ArrowTests.Holds(Projects.Keys.SelectMany(p => FileRules.FollowsTheCommonSettings(p, Repository.Xml(p))));

    [Fact]
    public void Every_feature_folder_says_what_it_is_for()
    {
        var files = Repository.Files("*");
        var features = files.Where(f => f.StartsWith("Platform.Server/", StringComparison.Ordinal) && f.EndsWith("Module.cs", StringComparison.Ordinal) && f.Split('/').Length == 3 && !f.EndsWith("/IModule.cs", StringComparison.Ordinal))
            .Select(f => f[..f.LastIndexOf('/')]);
        ArrowTests.Holds(FileRules.HasReadme(files, [.. features, "Platform.Server/Hosting", "Platform.Server/Data", "Platform.Connectors"]));
    }

    [Fact]
    public void Migrations_count_up_without_gaps()
    {
        var migrations = Repository.Files("*.sql").ToList();
        Assert.NotEmpty(migrations);
        ArrowTests.Holds(FileRules.MigrationsCountUp(migrations));
    }

    [Fact]
    public void Every_text_is_there_in_both_languages()
    {
        var neutral = Repository.Files("*.resx").Where(f => !f.EndsWith(".en.resx", StringComparison.Ordinal)).ToList();
        Assert.True(neutral.Count >= 15);
        Assert.Equal(neutral.Select(f => f.Replace(".resx", ".en.resx", StringComparison.Ordinal)), Repository.Files("*.en.resx"));
        var exceptions = ChineseInEnglish.Keys.ToHashSet();
        ArrowTests.Holds(neutral.SelectMany(f => FileRules.SpeaksBothLanguages(
            f, FileRules.Texts(Repository.Xml(f)), FileRules.Texts(Repository.Xml(f.Replace(".resx", ".en.resx", StringComparison.Ordinal))), exceptions)));
    }

    [Fact]
    public void Every_text_that_is_asked_for_exists()
    {
        var keys = Repository.Files("*.resx").SelectMany(f => FileRules.Texts(Repository.Xml(f)).Keys).ToHashSet(StringComparer.Ordinal);
        var sources = Repository.Files("*.razor").Concat(Repository.Files("*.cs").Where(f => f.StartsWith("Platform.", StringComparison.Ordinal))).ToList();
        Assert.True(sources.Count > 300);
        ArrowTests.Holds(sources.SelectMany(f => FileRules.AsksForKnownTexts(f, Repository.Text(f), keys)));
    }

    [Fact]
    public void Markup_holds_no_text() => ArrowTests.Holds(Repository.Files("*.razor").SelectMany(f => FileRules.HoldsNoText(f, Repository.Text(f))));
}
