using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Hosting;

namespace Platform.Tests.Storage;

/// <summary>The command line with a database on a server.</summary>
public sealed class ServerCommandTests
{
    [Fact]
    public async Task Commands_work_on_the_database_they_are_given()
    {
        TestEngine.SkipWithout(Engines.Postgres);
        using var data = new TempData();
        var database = await TestEngine.OfAsync(data.Directory, Engines.Postgres);
        string[] on = ["--data", data.Directory.Root, "--db", "postgres", "--connection", database.Connection];
        Assert.Equal((0, ""), Short(await RunAsync(["migrate", .. on])));
        Assert.Equal((0, ""), Short(await RunAsync(["locality", "add", "--code", "33", "--name", "浙江省", .. on])));
        Assert.Contains("浙江省", (await RunAsync(["locality", "list", .. on])).Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), Short(await RunAsync(["template", "install", "government-services", "--locality", "33", .. on])));
        Assert.False(File.Exists(data.Directory.Database));
        await TestEngine.DropAsync(data.Directory);
    }

    [Fact]
    public async Task A_backup_says_that_the_database_has_tools_of_its_own()
    {
        TestEngine.SkipWithout(Engines.Postgres);
        using var data = new TempData();
        using var place = new TempData();
        var database = await TestEngine.OfAsync(data.Directory, Engines.Postgres);
        string[] on = ["--data", data.Directory.Root, "--db", "postgres", "--connection", database.Connection];
        await RunAsync(["migrate", .. on]);
        await File.WriteAllTextAsync(Path.Combine(data.Directory.Files, "abc"), "content");
        var zip = Path.Combine(place.Directory.Root, "backup.zip");
        Assert.Contains("pg_dump", (await RunAsync(["backup", "--to", zip, .. on])).Output, StringComparison.Ordinal);
        var restored = new DataDirectory(Path.Combine(place.Directory.Root, "restored"));
        Assert.Contains("pg_restore", (await RunAsync(["restore", "--from", zip, "--data", restored.Root])).Output, StringComparison.Ordinal);
        Assert.Equal("content", await File.ReadAllTextAsync(Path.Combine(restored.Files, "abc")));
        await TestEngine.DropAsync(data.Directory);
    }

    [Theory]
    [InlineData("migrate --db oracle", "sqlite, sqlserver, postgres")]
    [InlineData("migrate --db postgres", "--connection")]
    [InlineData("migrate --connection Host=x", "takes no --connection")]
    [InlineData("migrate --db postgres --connection nonsense", "cannot be read")]
    [InlineData("migrate --db sqlserver --connection Nonsense=x", "cannot be read")]
    public async Task A_database_that_cannot_be_is_refused_in_one_sentence(string line, string part)
    {
        using var data = new TempData();
        var (code, _, error) = await RunAsync([.. line.Split(' '), "--data", data.Directory.Root]);
        Assert.Equal(1, code);
        Assert.Contains(part, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private static (int Code, string Error) Short((int Code, string Output, string Error) ran) => (ran.Code, ran.Error);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await Commands.RunAsync(arguments, output, error, default);
        return (code, output.ToString(), error.ToString());
    }
}
