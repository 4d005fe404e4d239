using System.Text.Json.Nodes;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Tests.Cases;

namespace Platform.Tests.Definitions;

/// <summary>Two drafts of a district, one of which names the other, and a way to write more.</summary>
internal static class PaintShop
{
    public static LocalityCode District { get; } = LocalityCode.Parse("330110");

    public static DefinitionName Hue { get; } = new(DefinitionKind.CodeTable, "hue", District);

    /// <summary>Asks for a code of <see cref="Hue"/>.</summary>
    public static DefinitionName Paint { get; } = new(DefinitionKind.Form, "paint", District);

    /// <returns>Whoever wrote them: the administrator of the district.</returns>
    public static async Task<Actor> OpenAsync(CaseOffice office)
    {
        var ann = await AdministratorAsync(office);
        await WriteAsync(office, ann, Hue, """{"key":"hue","title":{"zh-CN":"颜色","en":"Hues"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"}}]}""");
        await WriteAsync(office, ann, Paint, """
            {"key":"paint","title":{"zh-CN":"粉刷","en":"Paint"},"pages":[{"key":"p","title":{"zh-CN":"页","en":"Page"},"sections":[{"key":"s","title":{"zh-CN":"节","en":"Section"},
            "elements":[{"key":"hue","type":"choice","label":{"zh-CN":"颜色","en":"Hue"},"codeTable":"hue"}]}]}]}
            """);
        return ann;
    }

    public static async Task<Actor> AdministratorAsync(CaseOffice office) => (await office.Server.Get<IAccounts>().FindStaffAsync("he.jie", TestContext.Current.CancellationToken))!.Value.Actor;

    /// <summary>Makes the draft say this, as somebody does who edits it.</summary>
    public static async Task WriteAsync(CaseOffice office, Actor actor, DefinitionName name, string json)
    {
        var (workshop, ct) = (office.Server.Get<IWorkshop>(), TestContext.Current.CancellationToken);
        var open = await workshop.OpenAsync(actor, name, ct);
        var saved = await workshop.EditAsync(actor, name, DocumentDiff.Between(open.Value.Document, (JsonObject)JsonNode.Parse(json)!), null, ct);
        Assert.True(saved.Succeeded, string.Join("; ", saved.Problems.Select(p => p.Code)));
    }
}
