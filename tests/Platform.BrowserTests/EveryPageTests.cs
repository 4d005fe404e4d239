using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>Every page by address, in both languages, on a phone and at a desk: nothing serious for axe, nothing wider than the screen, no failing script.</summary>
[Collection(nameof(Site))]
public sealed class EveryPageTests(Site site)
{
    /// <summary>One definition of every kind that ships, and every view of one.</summary>
    private static readonly string[] Designed =
    [
        .. new[] { "item/public-place-hygiene-permit", "form/elderly-card", "question/contact-phone", "flow/elderly-card", "codeTable/no-such-table", "calendar/cn-workdays", "site/site", "bundle/birth", "documentTemplate/acceptance-notice", "messageTemplate/case-accepted", "decisionTable/elderly-card-entitlement", "connectorBinding/no-such-binding" }
            .Select(d => $"{d}?locality=330110"),
        .. new[] { "json", "history", "publish", "above" }.Select(view => $"form/elderly-card?locality=330110&view={view}"),
    ];

    public static TheoryData<string, bool> Looks => new() { { "zh-CN", true }, { "zh-CN", false }, { "en-GB", true }, { "en-GB", false } };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Of_the_portal(string language, bool phone)
    {
        var filed = await site.Office.FileAsync();
        var root = $"/cases/{filed["number"]}";
        await using var visitor = await site.VisitAsync("page", phone ? Device.Handset : Device.Desk, language);
        await visitor.OpenAsync($"/preferences?locality={CaseOffice.Street}&back=%2F");
        await LookAtAsync(visitor, ["/", "/items", "/items?q=xyzzy", $"/items/{CaseOffice.Hygiene}", "/items/elderly-card", "/items/food-business-licence", "/life-events/birth", "/track", "/sign-in", "/register", "/forgot-password", "/verify", "/evaluations", "/evaluations?by=window", $"{root}?code={filed["trackingCode"]}"]);
        await visitor.SignInAsync(CaseOffice.Resident, "demo-Resident-1");
        await LookAtAsync(visitor, ["/my/cases", "/inbox", "/account", root, $"{root}/receipt", $"{root}/rate", $"{root}/withdraw", $"/apply/{CaseOffice.Hygiene}"]);
        await visitor.Page.GotoAsync("/items/no-such-item");
        await visitor.LookAsync("not-found");
        visitor.AssertContent();
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Of_the_workbench(string language, bool phone)
    {
        var number = (await site.Office.FileAsync())["number"]!.GetValue<string>();
        await using var officer = await site.VisitAsync("bench", phone ? Device.Handset : Device.Desk, language);
        await officer.SignInAsync("li.na", "demo-Acceptance-1");
        await LookAtAsync(officer, ["/workbench", "/workbench?scope=group", "/workbench/cases", $"/workbench/cases/{number}", $"/workbench/cases/{number}?tab=history", "/workbench/inbox"]);
        await using var clerk = await site.VisitAsync("clerk", phone ? Device.Handset : Device.Desk, language);
        await clerk.SignInAsync("zhang.wei", "demo-Clerk-1");
        await LookAtAsync(clerk, ["/workbench/new"]);
        await using var desk = await site.VisitAsync("desk", phone ? Device.Handset : Device.Desk, language);
        await desk.SignInAsync("zhou.tao", "demo-Evaluation-1");
        await LookAtAsync(desk, ["/workbench/evaluation-desk", "/workbench/rate-by-phone"]);
        await LookAtAsync(clerk, ["/workbench/rating-link"]);
        await using var liaison = await site.VisitAsync("liaison", phone ? Device.Handset : Device.Desk, language);
        await liaison.SignInAsync("tang.min", "demo-Liaison-1");
        await LookAtAsync(liaison, ["/workbench/rectifications", "/workbench/rectifications?closed=true"]);
        liaison.AssertContent();
        officer.AssertContent();
        clerk.AssertContent();
        desk.AssertContent();
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Of_administration(string language, bool phone)
    {
        await using var admin = await site.VisitAsync("admin-page", phone ? Device.Handset : Device.Desk, language);
        await admin.SignInAsync("admin", "demo-Platform-1");
        await LookAtAsync(admin, ["/admin/users", "/admin/groups", "/admin/authorities", "/admin/api-keys", "/admin/access", "/admin/figures"]);
        await using var auditor = await site.VisitAsync("audit-page", phone ? Device.Handset : Device.Desk, language);
        await auditor.SignInAsync("jin.cha", "demo-Audit-1");
        await LookAtAsync(auditor, ["/admin/audit"]);
        await using var designer = await site.VisitAsync("designer-page", phone ? Device.Handset : Device.Desk, language);
        await designer.SignInAsync("he.jie", "demo-Site-1");
        await LookAtAsync(designer, ["/designer", "/designer?state=behind", "/designer/flow/hygiene-permit/try?locality=330110", "/designer/flow/construction-permit?locality=330110&view=picture", "/designer/publish?locality=330110", "/designer/flow/hygiene-permit/moves?locality=330110", "/designer/above?locality=330110", "/designer/templates?locality=330110", "/designer/templates/pack?locality=330110", "/designer/files?locality=330110", "/designer/items/import?locality=330110", "/designer/localities/new?above=330110", "/designer/localities?above=330110", "/designer/preview/question/contact-phone?locality=330110", "/designer/preview/site/site?locality=330110", .. Designed.Select(d => $"/designer/{d}")]);
        designer.AssertContent();
        auditor.AssertContent();
        admin.AssertContent();
    }

    private static async Task LookAtAsync(Visitor visitor, IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            await visitor.OpenAsync(path);
            await visitor.Page.Locator("h1").First.WaitForAsync();
            await visitor.Page.Locator(".loading").WaitForAsync(new() { State = WaitForSelectorState.Detached });
            await visitor.LookAsync(path.Trim('/').Split('?')[0].Replace('/', '-') is { Length: > 0 } name ? name[..Math.Min(40, name.Length)] : "home");
        }
    }
}
