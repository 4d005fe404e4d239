using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;

namespace Platform.Tests.Forms;

/// <summary>npm's JSON Schema validator, run through node; installed beside the build's intermediate files on first use.</summary>
internal static class Ajv
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Forms", "ajv");
    private static readonly string Folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "obj", "ajv"));
    private static readonly Lock Installing = new();
    private static bool _isInstalled;

    /// <summary>Null for each sample that meets the schema, otherwise the reason. Skips the test where there is no node.</summary>
    public static string?[] Check(JsonNode schema, IEnumerable<JsonNode> samples)
    {
        lock (Installing)
        {
            if (!_isInstalled)
            {
                Install();
                _isInstalled = true;
            }
        }

        var input = new JsonObject { ["schema"] = schema.DeepClone(), ["samples"] = new JsonArray([.. samples.Select(s => s.DeepClone())]) };
        return JsonSerializer.Deserialize<string?[]>(Run("node", "check.js", input.ToJsonString(ModelJson.Options)), ModelJson.Options)!;
    }

    private static void Install()
    {
        Directory.CreateDirectory(Folder);
        var installed = Path.Combine(Folder, "installed-lock.json");
        var wanted = File.ReadAllText(Path.Combine(Source, "package-lock.json"));
        foreach (var file in new[] { "package.json", "package-lock.json", "check.js" })
        {
            File.Copy(Path.Combine(Source, file), Path.Combine(Folder, file), overwrite: true);
        }

        Run("node", "--version", "");
        if (!File.Exists(installed) || File.ReadAllText(installed) != wanted)
        {
            Run("npm", "ci --no-audit --no-fund --ignore-scripts", "");
            File.WriteAllText(installed, wanted);
        }
    }

    private static string Run(string program, string arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            Assert.True(process.WaitForExit(Patience), $"{program} {arguments} did not end.");
            Assert.True(process.ExitCode == 0, $"{program} {arguments}: {errors.Result}");
            return output.Result;
        }
        catch (Win32Exception) when (program is "node" or "npm")
        {
            Assert.Skip($"{program} is not installed, so JSON Schemas cannot be checked with ajv.");
            throw;
        }
    }
}
