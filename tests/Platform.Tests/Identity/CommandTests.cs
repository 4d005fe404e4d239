using Platform.Server.Hosting;
using Platform.Server.Identity;
using Platform.Tests.Hosting;

namespace Platform.Tests.Identity;

[Collection(nameof(StandardInput))]
public sealed class CommandTests
{
    [Fact]
    public async Task Without_an_administrator_the_server_refuses_and_says_how_to_make_one()
    {
        using var data = new TempData();
        var (code, _, error) = await RunAsync("", "serve", "--port", "0", "--data", data.Directory.Root);
        Assert.Equal(1, code);
        Assert.Contains("user add", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_administrator_is_added_on_the_command_line_and_signs_in()
    {
        using var data = new TempData();
        var root = data.Directory.Root;
        var (code, output, error) = await RunAsync("correct horse battery\n", "user", "add", "--name", "Root.Admin", "--role", "platform-admin", "--locality", "0", "--password-stdin", "--data", root);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("root.admin platform-admin", output, StringComparison.Ordinal);

        (code, output, _) = await RunAsync("short\n", "user", "add", "--name", "other", "--password-stdin", "--data", root);
        Assert.Equal(1, code);
        Assert.Contains("10", output, StringComparison.Ordinal);

        (_, output, _) = await RunAsync("", "user", "list", "--data", root);
        Assert.Contains("platform-admin@0", output, StringComparison.Ordinal);
        Assert.DoesNotContain("other", output, StringComparison.Ordinal);

        await using (var server = await TestServer.StartAsync(data: data.Directory))
        {
            Assert.Null(await new AdministratorCheck(server.Get<AccountStore>()).RefusalAsync(default));
            using var client = await server.AsAsync("root.admin", "correct horse battery");
            using var answer = await client.GetAsync("/api/v1/users");
            Assert.True(answer.IsSuccessStatusCode);
        }

        (code, _, _) = await RunAsync("another horse battery\n", "user", "reset-password", "root.admin", "--password-stdin", "--data", root);
        Assert.Equal(0, code);
        await using var again = await TestServer.StartAsync(data: data.Directory);
        using var later = await again.AsAsync("root.admin", "another horse battery");
        Assert.NotNull(later);
    }

    [Fact]
    public async Task Places_are_opened_on_the_command_line_from_above()
    {
        using var data = new TempData();
        var root = data.Directory.Root;
        Assert.Equal(1, (await RunAsync("", "locality", "add", "--code", "330110", "--name", "余杭区", "--data", root)).Code);
        Assert.Equal(0, (await RunAsync("", "locality", "add", "--code", "33", "--name", "浙江省", "--data", root)).Code);
        Assert.Equal(0, (await RunAsync("", "locality", "add", "--code", "3301", "--name", "杭州市", "--data", root)).Code);
        var (code, output, _) = await RunAsync("", "locality", "list", "--data", root);
        Assert.Equal(0, code);
        Assert.Contains("杭州市", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string input, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var before = Console.In;
        Console.SetIn(new StringReader(input));
        try
        {
            var code = await Commands.RunAsync(args, output, error, stop.Token);
            return (code, output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetIn(before);
        }
    }
}

/// <summary>Standard input belongs to the process: these tests take turns.</summary>
[CollectionDefinition(nameof(StandardInput), DisableParallelization = true)]
public sealed class StandardInput;
