using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary>Installs and publishes every package that says how a demo does it.</summary>
internal sealed class TemplateSeed(TemplatePackages packages, TemplateInstaller installer) : IDemoSeed
{
    public string Name => "templates";

    public int Order => 30;

    public async Task SeedAsync(CancellationToken ct)
    {
        foreach (var package in packages.All)
        {
            if (package.Manifest.Demo is not { } demo)
            {
                continue;
            }

            var wish = new Installation(package.Manifest.Id, LocalityCode.Parse(demo.Locality), demo.Parameters, Publish: true);
            var result = await installer.InstallAsync(Actor.System, wish, ct);
            if (!result.Succeeded)
            {
                throw new InvalidDataException($"The template {package.Manifest.Id} cannot be installed: {string.Join("; ", result.Problems.Select(p => $"{p.Code} at {p.Field} {Values(p.Values)}"))}");
            }
        }
    }

    private static string Values(IReadOnlyDictionary<string, object?>? values) => values is null ? "" : string.Join(", ", values.Select(v => $"{v.Key}={v.Value}"));
}
