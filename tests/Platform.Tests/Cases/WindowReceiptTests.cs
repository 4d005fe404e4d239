using System.Net;
using Platform.Tests.Portal;

namespace Platform.Tests.Cases;

/// <summary>The receipt shows a code by which one speaks for an applicant without an account.</summary>
public sealed class WindowReceiptTests(CounterOffice office) : IClassFixture<CounterOffice>
{
    [Fact]
    public async Task The_officer_who_filed_hands_it_out_with_the_whole_name()
    {
        var (number, code) = await office.FileForStrangerAsync();
        using var page = await OpenAsync("zhang.wei", $"/cases/{number}/receipt");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(code, page.Html, StringComparison.Ordinal);
        Assert.Contains("<dd>周末</dd>", page.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("li.na")]
    [InlineData("wang.lei")]
    public async Task A_colleague_who_may_read_the_case_sees_neither_receipt_nor_code(string officer)
    {
        var (number, code) = await office.FileForStrangerAsync();
        using var receipt = await OpenAsync(officer, $"/cases/{number}/receipt");
        Assert.Equal(HttpStatusCode.NotFound, receipt.Status);
        using var page = await OpenAsync(officer, $"/cases/{number}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.DoesNotContain(code, page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("/receipt", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_the_code_sees_it_without_an_account()
    {
        var (number, code) = await office.FileForStrangerAsync();
        using var visitor = PortalVisitor.Nobody(office.Server);
        await visitor.OpenAsync($"/cases/{number}/receipt?code={code}");
        Assert.Equal(HttpStatusCode.OK, visitor.Status);
        Assert.Contains(code, visitor.Html, StringComparison.Ordinal);
    }

    private async Task<PortalVisitor> OpenAsync(string user, string address) =>
        await (await PortalVisitor.SignedInAsync(office.Server, user, DemoPeople.PasswordOf(user))).OpenAsync(address);
}
