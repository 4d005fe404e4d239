using System.Text.Json;
using Platform.Model;

namespace Platform.Tests;

/// <summary>Data files embedded in this assembly, named by their path below the project: <c>Codes/Data/code-vectors.json</c>.</summary>
internal static class TestData
{
    public static Stream Open(string path) =>
        typeof(TestData).Assembly.GetManifestResourceStream(path)
        ?? throw new FileNotFoundException($"No embedded file '{path}'; there are: {string.Join(", ", typeof(TestData).Assembly.GetManifestResourceNames())}");

    public static string Text(string path)
    {
        using var reader = new StreamReader(Open(path));
        return reader.ReadToEnd();
    }

    public static T Json<T>(string path) => JsonSerializer.Deserialize<T>(Text(path), ModelJson.Options)!;
}
