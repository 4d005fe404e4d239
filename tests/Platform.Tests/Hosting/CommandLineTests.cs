using Platform.Server.Hosting;

namespace Platform.Tests.Hosting;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("serve --demo --urls http://0.0.0.0:0", "this machine only")]
    [InlineData("serve --demo --no-demo", "either")]
    [InlineData("serve --port 70000", "no port number")]
    [InlineData("backup", "--to FILE.zip")]
    [InlineData("restore", "--from FILE.zip")]
    [InlineData("restore --from nothing.zip --data nowhere", "no file nothing.zip")]
    public async Task A_command_line_that_cannot_be_right_is_refused_in_one_sentence(string line, string part)
    {
        var (code, error) = await RunAsync(line.Split(' '));
        Assert.Equal(1, code);
        Assert.Contains(part, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using var server = await TestServer.StartAsync();
        using var data = new TempData();
        var (code, error) = await RunAsync("serve", "--port", $"{server.Url.Port}", "--data", data.Directory.Root);
        Assert.Equal(1, code);
        Assert.Contains($"Port {server.Url.Port} is in use", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_command_gets_the_list_of_commands()
    {
        using var data = new TempData();
        var (code, error) = await RunAsync("frobnicate", "--data", data.Directory.Root);
        Assert.Equal(2, code);
        Assert.Contains("backup --to FILE.zip", error, StringComparison.Ordinal);
    }

    internal static async Task<(int Code, string Error)> RunAsync(params string[] args)
    {
        await using var error = new StringWriter();
        var code = await Commands.RunAsync(args, TextWriter.Null, error, default);
        return (code, error.ToString());
    }
}
