using System.Text.Json;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.Extensions.Localization;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Sites;
using Platform.Server.Data;

namespace Platform.Server.Hosting.Shell;

/// <summary>What the site of the visitor's place looks like and offers. Once per request.</summary>
internal sealed class PortalSite(IHttpContextAccessor accessor, PortalPlace place, ISites sites, IWorkshop workshop, ICurrentActor current, IDatabase database, IStringLocalizer<ShellText> texts)
{
    private const string Pc = "2";
    private const string Mobile = "3";

    private SiteSettings? _settings;

    /// <summary>What is wrong with the draft that is shown; empty for a site in force.</summary>
    public IReadOnlyList<Problem> Problems { get; private set; } = [];

    /// <summary>The page is shown to whoever edits the site.</summary>
    public bool IsPreview => accessor.HttpContext?.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type.IsDefined(typeof(SitePreviewAttribute), inherit: false) == true;

    /// <summary>Code table A.5 as far as a request for a page shows it.</summary>
    public static string ChannelOf(HttpRequest request) =>
        request.Headers["Sec-CH-UA-Mobile"] == "?1" || request.Headers.UserAgent.ToString().Contains("Mobi", StringComparison.Ordinal) ? Mobile : Pc;

    public async ValueTask<SiteSettings> CurrentAsync(CancellationToken ct) => _settings ??= await ReadAsync(ct);

    public async ValueTask<string> NameAsync(CancellationToken ct)
    {
        var at = await place.CurrentAsync(ct);
        var own = (await CurrentAsync(ct)).Name.ToString();
        return own.Length > 0 ? own : at.Name.IsEmpty ? texts["site.platform"] : texts["site.name", at.Name];
    }

    /// <summary>Codes of the items the place does not offer on the channel of this request.</summary>
    public async ValueTask<IReadOnlySet<string>> HiddenAsync(CancellationToken ct) =>
        (await CurrentAsync(ct)).Hidden([accessor.HttpContext is { } http ? ChannelOf(http.Request) : null]);

    private async ValueTask<SiteSettings> ReadAsync(CancellationToken ct)
    {
        var at = (await place.CurrentAsync(ct)).Code;
        try
        {
            return (IsPreview ? await DraftAsync(new DefinitionName(DefinitionKind.Site, SiteSettings.Key, Asked() ?? at), ct) : null) ?? await sites.AtAsync(at, ct);
        }
        catch (Exception away) when (Outages.Of(away, database.Dialect) is not null)
        {
            // The page that tells of an outage has a frame too.
            return SiteSettings.Default;
        }
    }

    /// <summary>The place whose site is edited, which need not be open yet.</summary>
    private LocalityCode? Asked() => LocalityCode.TryParse(accessor.HttpContext?.Request.Query["locality"], out var asked) ? asked : null;

    /// <summary>The draft as far as it can be shown; null when it cannot, or is not the actor's to read.</summary>
    private async ValueTask<SiteSettings?> DraftAsync(DefinitionName name, CancellationToken ct)
    {
        var opened = await workshop.OpenAsync(current.Actor, name, ct);
        if (!opened.TryGet(out var piece))
        {
            Problems = opened.Problems;
            return null;
        }

        try
        {
            var draft = piece.Document.Deserialize<SiteSettings>(StrictJson.Options)!;
            Problems = draft.Check();
            return Problems.Any(p => p.Field == "logo.image") ? draft with { Logo = SiteLogo.None } : draft;
        }
        catch (JsonException)
        {
            Problems = [Problem.Invalid("site.unreadable", null)];
            return null;
        }
    }
}
